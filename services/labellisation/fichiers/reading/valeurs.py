"""D'une valeur typée de classeur au texte que la personne a sous les yeux."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, WINDOWS_EPOCH, from_excel

from services.labellisation.fichiers.reading.feuille import Cellule, cellule, deplier
from services.labellisation.fichiers.reading.ooxml import Endommage, balises

_ENTRE_GUILLEMETS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
Temps = datetime | date | time | timedelta


@dataclass(frozen=True)
class Brute:
    """Une cellule telle que le classeur l'écrit ; sans valeur, ``valeur`` est vide."""

    type: str
    style: int
    valeur: str
    formule: bool


@dataclass(frozen=True)
class Contexte:
    """Ce que les cellules d'un classeur ont en commun."""

    textes: Sequence[str]
    formats: Sequence[str]
    depuis_1904: bool
    jamais_calcule: bool

    def lire(self, brute: Brute) -> Cellule:
        """Le texte d'une cellule, et ce que le tableur en a fait ; lève ``Endommage``."""
        if brute.formule and self._sans_valeur(brute):
            return Cellule("", "FORMULE")
        if not brute.valeur:
            return Cellule()
        lecteurs = {"s": self._texte, "str": _texte_en_ligne, "inlineStr": _texte_en_ligne}
        lecteurs |= {"b": _booleen, "e": _erreur, "d": self._date}
        return lecteurs.get(brute.type, self._nombre)(brute)

    def _sans_valeur(self, brute: Brute) -> bool:
        """Jamais calculée : sans valeur, ou avec le zéro d'un logiciel qui ne calcule pas."""
        if brute.type == "str":
            return False
        return not brute.valeur or (self.jamais_calcule and brute.valeur == "0")

    def _texte(self, brute: Brute) -> Cellule:
        try:
            return cellule(self.textes[int(brute.valeur)])
        except (ValueError, IndexError) as erreur:
            raise Endommage(f"texte {brute.valeur} absent") from erreur

    def _date(self, brute: Brute) -> Cellule:
        return _temps(_iso(brute.valeur), self._format(brute.style))

    def _format(self, style: int) -> str:
        return self.formats[style] if style < len(self.formats) else "General"

    def _nombre(self, brute: Brute) -> Cellule:
        valeur, format = _reel(brute.valeur), self._format(brute.style)
        if not is_date_format(format):
            return Cellule(texte_du_nombre(valeur))
        epoque = CALENDAR_MAC_1904 if self.depuis_1904 else WINDOWS_EPOCH
        try:
            moment = from_excel(valeur, epoque, timedelta=is_timedelta_format(format))
        except (OverflowError, ValueError):
            return Cellule(texte_du_nombre(valeur), "ERREUR")
        return _temps(moment, format)


def _texte_en_ligne(brute: Brute) -> Cellule:
    return cellule(deplier(brute.valeur))


def _booleen(brute: Brute) -> Cellule:
    return Cellule("oui" if brute.valeur.strip() in ("1", "true") else "non", "BOOLEEN")


def _erreur(brute: Brute) -> Cellule:
    return cellule(brute.valeur, "ERREUR")


def texte_du_nombre(valeur: float) -> str:
    """1033 et non 1033.0."""
    if valeur.is_integer() and abs(valeur) < 1e15:
        return str(int(valeur))
    return str(valeur)


def lire_textes(contenu: bytes) -> list[str]:
    """Les textes que les cellules d'un classeur désignent par leur rang."""
    textes: list[str] = []
    lecture = Morceaux()
    for balise in balises(contenu) if contenu else ():
        lecture.suivre(*balise)
        if balise.moment == "fin" and balise.nom == "si":
            textes.append(deplier(lecture.prendre()))
    return textes


class Morceaux:
    """Un texte en plusieurs mises en forme ; sa prononciation (`rPh`) n'en est pas."""

    def __init__(self) -> None:
        self.texte, self.prononciation = "", False

    def suivre(self, moment: str, nom: str, attributs: object, texte: str) -> None:
        if nom == "rPh":
            self.prononciation = moment == "debut"
        elif nom == "t" and moment == "fin" and not self.prononciation:
            self.texte += texte

    def prendre(self) -> str:
        texte, self.texte = self.texte, ""
        return texte


def lire_formats(contenu: bytes) -> list[str]:
    """Le format de nombre de chaque style de cellule."""
    codes: dict[str, str] = {str(rang): code for rang, code in BUILTIN_FORMATS.items()}
    formats: list[str] = []
    dans_les_styles = False
    for moment, nom, attributs, _ in balises(contenu) if contenu else ():
        if nom == "cellXfs":
            dans_les_styles = moment == "debut"
        elif nom == "numFmt" and moment == "debut":
            codes[attributs.get("numFmtId", "")] = attributs.get("formatCode", "General")
        elif nom == "xf" and moment == "debut" and dans_les_styles:
            formats.append(codes.get(attributs.get("numFmtId", ""), "General"))
    return formats


def _reel(valeur: str) -> float:
    try:
        return float(valeur)
    except ValueError as erreur:
        raise Endommage(f"nombre « {valeur} »") from erreur


def _iso(valeur: str) -> Temps:
    """Un jour, une heure, ou les deux ; jamais de fuseau."""
    lecteurs: tuple[Callable[[str], Temps], ...] = (
        date.fromisoformat,
        lambda texte: datetime.fromisoformat(texte).replace(tzinfo=None),
        time.fromisoformat,
    )
    for lecteur in lecteurs:
        with suppress(ValueError):
            return lecteur(valeur)
    raise Endommage(f"date « {valeur} »")


def _temps(valeur: Temps, format: str) -> Cellule:
    if isinstance(valeur, datetime) and _sans_jour(format):
        valeur = valeur.time()
    if isinstance(valeur, time):
        return Cellule(valeur.isoformat("minutes"), "HEURE")
    if isinstance(valeur, timedelta):
        minutes = int(valeur.total_seconds()) // 60
        return Cellule(f"{minutes // 60:02d}:{minutes % 60:02d}", "HEURE")
    if not isinstance(valeur, datetime) or valeur.time() == time():
        return Cellule(valeur.strftime("%Y-%m-%d"), "DATE")
    return Cellule(valeur.isoformat(" ", "minutes"), "DATE")


def _sans_jour(format: str) -> bool:
    """Un format qui ne montre que l'heure : « hh:mm »."""
    lettres = _ENTRE_GUILLEMETS.sub("", format).lower()
    return "h" in lettres and not {"d", "y", "j", "a"} & set(lettres.replace("am/pm", ""))

"""Les lignes d'un onglet : ce qui est masqué et ce qui est fusionné y est dit."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from openpyxl.utils.cell import column_index_from_string

from services.labellisation.fichiers.reading.feuille import Cellule, Rangee, rangee
from services.labellisation.fichiers.reading.fusions import Fusions, lire_fusions
from services.labellisation.fichiers.reading.ooxml import Balise, Endommage, balises
from services.labellisation.fichiers.reading.valeurs import Brute, Contexte, Morceaux

DERNIERE_LIGNE = 1_048_576
_ADRESSE = re.compile("([A-Za-z]{1,3})([0-9]{1,10})")
_VRAI = ("1", "true")


def rangees_de(contenu: bytes, contexte: Contexte, colonnes: int) -> Iterator[Rangee]:
    """Les lignes remplies, jusqu'à ce nombre de colonnes ; lève ``Endommage``."""
    onglet = _Onglet(contexte, colonnes, Fusions(lire_fusions(contenu), colonnes))
    for balise in balises(contenu):
        if lue := onglet.suivre(balise):
            yield lue


@dataclass
class _Onglet:
    contexte: Contexte
    colonnes: int
    fusions: Fusions
    numero: int = 0
    rang: int = -1
    lignes_masquees: bool = False
    masquee: bool = False
    colonnes_masquees: frozenset[int] = frozenset()
    cellules: dict[int, Cellule] = field(default_factory=dict)
    brute: Brute | None = None
    texte: Morceaux = field(default_factory=Morceaux)

    def suivre(self, balise: Balise) -> Rangee | None:
        """La ligne, quand elle finit."""
        moment, nom, attributs, texte = balise
        self.texte.suivre(*balise)
        if moment == "debut":
            self._ouvrir(nom, attributs)
        elif nom == "v" and self.brute:
            self.brute = Brute(self.brute.type, self.brute.style, texte, self.brute.formule)
        elif nom == "c":
            self._fermer_cellule()
        elif nom == "row":
            return self._fermer_ligne()
        return None

    def _ouvrir(self, nom: str, attributs: Mapping[str, str]) -> None:
        match nom:
            case "sheetFormatPr":
                self.lignes_masquees = attributs.get("zeroHeight") in _VRAI
            case "col":
                self._masquer_colonnes(attributs)
            case "row":
                self._ouvrir_ligne(attributs)
            case "c":
                self._ouvrir_cellule(attributs)
            case "f" if self.brute:
                self.brute = Brute(self.brute.type, self.brute.style, self.brute.valeur, True)

    def _masquer_colonnes(self, attributs: Mapping[str, str]) -> None:
        if attributs.get("hidden") in _VRAI or _nul(attributs.get("width")):
            premiere, derniere = _entier(attributs.get("min")), _entier(attributs.get("max"))
            ajoutees = range(premiere - 1, min(derniere, self.colonnes))
            self.colonnes_masquees = self.colonnes_masquees.union(ajoutees)

    def _ouvrir_ligne(self, attributs: Mapping[str, str]) -> None:
        self.numero = _entier(attributs.get("r"), self.numero + 1)
        self.rang, self.cellules = -1, {}
        dite = attributs.get("hidden")
        masquee = dite in _VRAI if dite is not None else self.lignes_masquees
        self.masquee = masquee or _nul(attributs.get("ht"))

    def _ouvrir_cellule(self, attributs: Mapping[str, str]) -> None:
        self.rang = _colonne(attributs.get("r"), self.rang + 1)
        self.texte.prendre()
        self.brute = Brute(attributs.get("t", "n"), _entier(attributs.get("s"), 0), "", False)

    def _fermer_cellule(self) -> None:
        if self.brute and self.rang <= self.colonnes:
            brute, texte = self.brute, self.texte.prendre()
            if brute.type == "inlineStr":
                brute = Brute(brute.type, brute.style, texte, brute.formule)
            self.cellules[self.rang] = self.contexte.lire(brute)
        self.brute = None

    def _fermer_ligne(self) -> Rangee | None:
        if self.numero > DERNIERE_LIGNE:
            return None
        remplies = self.fusions.appliquer(self.numero, self.cellules)
        lues = (remplies.get(r, Cellule()) for r in range(max(remplies, default=-1) + 1))
        lue = rangee(self.numero, lues, self.masquee, self.colonnes_masquees)
        return lue if lue.cellules else None


def _entier(texte: str | None, defaut: int | None = None) -> int:
    if texte is None and defaut is not None:
        return defaut
    try:
        return int(texte or "")
    except ValueError as erreur:
        raise Endommage(f"nombre « {texte} »") from erreur


def _nul(texte: str | None) -> bool:
    """Une ligne ou une colonne sans épaisseur ne se voit pas plus que si elle est masquée."""
    return texte is not None and re.fullmatch(r"0+(\.0+)?", texte) is not None


def _colonne(adresse: str | None, defaut: int) -> int:
    """De zéro ; « C7 » est la troisième."""
    if adresse is None:
        return defaut
    trouvee = _ADRESSE.fullmatch(adresse)
    if trouvee is None:
        raise Endommage(f"cellule « {adresse} »")
    try:
        return column_index_from_string(trouvee[1].upper()) - 1
    except ValueError as erreur:
        raise Endommage(f"cellule « {adresse} »") from erreur

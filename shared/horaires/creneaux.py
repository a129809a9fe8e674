"""Assemble une suite d'heures en créneaux, ou donne la raison de ne pas les compter."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from shared.horaires.jetons import Jeton
from shared.horaires.morceaux import Chaine, Jonction
from shared.horaires.nombres import MINUIT

AUBE = 5 * 60
"""Avant, ce qu'on lit comme une ouverture est une date, ou une heure de l'après-midi."""


@dataclass(frozen=True, order=True)
class Plage:
    """Un temps d'ouverture, en minutes depuis minuit, début compris et fin exclue."""

    debut: int
    fin: int

    def __post_init__(self) -> None:
        if not 0 <= self.debut < self.fin <= MINUIT:
            raise ValueError(f"Plage impossible : de {self.debut} à {self.fin} minutes.")


@dataclass(frozen=True)
class Creneau:
    """``plage`` absente : rien à compter, et ``reserve`` dit pourquoi (vide pour 00:00 - 00:00)."""

    plage: Plage | None
    debut: int
    fin: int
    reserve: str = ""


def fusionner(plages: Iterable[Plage]) -> tuple[Plage, ...]:
    """Les plages triées ; celles qui se chevauchent ou se touchent sont réunies."""
    union: list[Plage] = []
    for plage in sorted(plages):
        if union and plage.debut <= union[-1].fin:
            union[-1] = Plage(union[-1].debut, max(union[-1].fin, plage.fin))
        else:
            union.append(plage)
    return tuple(union)


def apparier(chaine: Chaine) -> list[Creneau]:
    paquets = _paquets(chaine)
    if any(len(paquet.heures) == 1 for paquet in paquets):
        return [
            Creneau(
                None,
                chaine.debut,
                chaine.fin,
                "une heure est seule, sans début ou sans fin",
            )
        ]
    return [creneau for paquet in paquets for creneau in _creneaux(paquet)]


@dataclass
class Paquet:
    """Des heures qui se suivent ; ``jonctions`` : ce qui sépare chacune de la suivante."""

    heures: list[Jeton]
    jonctions: list[Jonction] = field(default_factory=list)

    def lier(self, jonction: Jonction, autre: "Paquet") -> None:
        self.jonctions += [jonction, *autre.jonctions]
        self.heures += autre.heures


def _paquets(chaine: Chaine) -> list[Paquet]:
    if _par_paires(chaine.jonctions):
        paires = zip(chaine.heures[::2], chaine.heures[1::2], chaine.jonctions[::2], strict=True)
        return [Paquet([debut, fin], [jonction]) for debut, fin, jonction in paires]
    paquets, barres = [Paquet([chaine.heures[0]])], [False]
    for heure, jonction in zip(chaine.heures[1:], chaine.jonctions, strict=True):
        if jonction in ("LIEN", "ESPACE"):
            paquets[-1].lier(jonction, Paquet([heure]))
        else:
            paquets.append(Paquet([heure]))
            barres.append(jonction == "BARRE")
    return _reunir(paquets, barres)


def _par_paires(jonctions: Sequence[Jonction]) -> bool:
    """« 8h30/12h 13h30/17h » : les espaces séparent les créneaux, les barres lient les heures."""
    separe = len(jonctions) > 1 and set(jonctions[1::2]) == {"ESPACE"}
    return separe and len(jonctions) % 2 == 1 and set(jonctions[::2]) <= {"BARRE", "LIEN"}


def _reunir(paquets: list[Paquet], barres: list[bool]) -> list[Paquet]:
    """« 7h30 – 12h / 13h/16h » : une barre ne lie deux heures que si chacune est seule."""
    reunis: list[Paquet] = []
    for paquet, barre in zip(paquets, barres, strict=True):
        if barre and len(paquet.heures) == 1 and len(reunis[-1].heures) == 1:
            reunis[-1].lier("BARRE", paquet)
        else:
            reunis.append(paquet)
    return reunis


def _creneaux(paquet: Paquet) -> Iterator[Creneau]:
    if refus := _refus(paquet):
        yield Creneau(None, paquet.heures[0].debut, paquet.heures[-1].fin, refus)
    else:
        for ouverture, fermeture in zip(paquet.heures[::2], paquet.heures[1::2], strict=True):
            yield _creneau(ouverture, fermeture)


def _refus(paquet: Paquet) -> str:
    """Pourquoi ces heures ne font pas des créneaux ; vide si elles en font."""
    if any(heure.minutes is None for heure in paquet.heures):
        return "une des heures n'existe pas"
    if len(paquet.heures) % 2:
        return "les heures ne vont pas deux par deux"
    fermetures = zip(paquet.heures[1::2], paquet.jonctions[::2], strict=True)
    if any(heure.nue and jonction == "ESPACE" for heure, jonction in fermetures):
        return "deux nombres se suivent : des heures, ou une heure et ses minutes"
    return ""


def _creneau(ouverture: Jeton, fermeture: Jeton) -> Creneau:
    debut, fin = ouverture.minutes or 0, fermeture.minutes or 0
    place = (ouverture.debut, fermeture.fin)
    if not ouverture.complete:
        return Creneau(None, *place, "les minutes de l'ouverture manquent")
    if debut == fin == 0:
        return Creneau(None, *place)
    if debut >= fin:
        return Creneau(None, *place, "la fin n'est pas après le début")
    if debut < AUBE and (debut, fin) != (0, MINUIT):
        return Creneau(None, *place, "une ouverture en pleine nuit")
    reserve = (
        "" if fermeture.complete else "les minutes de la fermeture manquent, heure ronde comptée"
    )
    return Creneau(Plage(debut, fin), *place, reserve)

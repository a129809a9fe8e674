"""Assemble une suite d'heures en créneaux, ou donne la raison de ne pas les compter."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shared.horaires.jetons import MINUIT, Jeton
from shared.horaires.morceaux import Chaine


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
    if any(len(paquet) == 1 for paquet in paquets):
        return [
            Creneau(
                None,
                chaine.debut,
                chaine.fin,
                "une heure est seule, sans début ou sans fin",
            )
        ]
    return [creneau for paquet in paquets for creneau in _creneaux(paquet)]


def _paquets(chaine: Chaine) -> list[list[Jeton]]:
    """« 7h30 – 12h / 13h/16h » : une barre ne lie deux heures que si chacune est seule."""
    paquets = [[chaine.heures[0]]]
    barres = [False]
    for heure, jonction in zip(chaine.heures[1:], chaine.jonctions, strict=True):
        if jonction == "LIEN":
            paquets[-1].append(heure)
        else:
            paquets.append([heure])
            barres.append(jonction == "BARRE")
    return _reunir(paquets, barres)


def _reunir(paquets: list[list[Jeton]], barres: list[bool]) -> list[list[Jeton]]:
    reunis: list[list[Jeton]] = []
    for paquet, barre in zip(paquets, barres, strict=True):
        if barre and len(paquet) == 1 and len(reunis[-1]) == 1:
            reunis[-1] = reunis[-1] + paquet
        else:
            reunis.append(paquet)
    return reunis


def _creneaux(paquet: list[Jeton]) -> Iterator[Creneau]:
    debut, fin = paquet[0].debut, paquet[-1].fin
    if any(heure.minutes is None for heure in paquet):
        yield Creneau(None, debut, fin, "une des heures n'existe pas")
    elif len(paquet) % 2:
        yield Creneau(None, debut, fin, "les heures ne vont pas deux par deux")
    else:
        for ouverture, fermeture in zip(paquet[::2], paquet[1::2], strict=True):
            yield _creneau(ouverture, fermeture)


def _creneau(ouverture: Jeton, fermeture: Jeton) -> Creneau:
    debut, fin = ouverture.minutes or 0, fermeture.minutes or 0
    place = (ouverture.debut, fermeture.fin)
    if not ouverture.complete:
        return Creneau(None, *place, "les minutes de l'ouverture manquent")
    if debut == fin == 0:
        return Creneau(None, *place)
    if debut >= fin:
        return Creneau(None, *place, "la fin n'est pas après le début")
    reserve = (
        "" if fermeture.complete else "les minutes de la fermeture manquent, heure ronde comptée"
    )
    return Creneau(Plage(debut, fin), *place, reserve)

"""Rattacher une antenne à sa structure principale, là où la colonne du groupe le dit."""

from collections import defaultdict
from collections.abc import Iterable

from services.labellisation.tableau.reading.fiche import Ligne
from shared.normalisation import normaliser

ANTENNE = "ANTENNE"


class Principales:
    """Les structures principales d'une liste, par ce que le groupe d'une antenne peut en dire.

    Le groupe est l'identifiant de la principale, ou son nom, ou le groupe qu'elle porte aussi. Deux
    principales que le même mot désigne n'en désignent aucune.
    """

    def __init__(self, lignes: Iterable[Ligne]) -> None:
        self.par_mot: list[dict[str, list[Ligne]]] = [defaultdict(list) for _ in range(3)]
        for ligne in lignes:
            if ligne.fiche.format != ANTENNE:
                for connues, mot in zip(self.par_mot, _mots(ligne), strict=True):
                    if mot:
                        connues[mot].append(ligne)

    def de(self, antenne: Ligne) -> Ligne | None:
        """La principale de cette antenne ; None si la liste n'en désigne pas une seule."""
        groupe = _identifiant(antenne.groupe)
        if antenne.fiche.format != ANTENNE or not groupe:
            return None
        designees = (connues.get(groupe, []) for connues in self.par_mot)
        premieres: list[Ligne] = next(filter(None, designees), [])
        return premieres[0] if len(premieres) == 1 else None


def _mots(ligne: Ligne) -> tuple[str, str, str]:
    matricule = (ligne.fiche.matricule or "").rpartition("-")[2]
    return _identifiant(matricule), normaliser(ligne.fiche.nom), _identifiant(ligne.groupe)


def _identifiant(texte: str) -> str:
    """« 12 », « 12.0 », « 0012 » et « FS-0012 » sont le même identifiant."""
    mot = normaliser(texte.strip().removesuffix(".0").removeprefix("FS-"))
    return mot.lstrip("0") if mot.isdecimal() else mot

"""Ce qui reste dû d'un forfait quand le label cesse en cours d'année (domaine.md C.7-16)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared.rules.periods import Period, Statut, check_no_overlap, in_force


@dataclass(frozen=True)
class RegleCloture:
    """Un prorata, et les jours où il vaut."""

    id: str
    en_vigueur: Period
    prorata: Literal["AUCUN", "JOURS"]
    statut: Statut
    reference: str

    @property
    def periode(self) -> Period:
        return self.en_vigueur

    def montant_du(self, montant_centimes: int, dernier_jour: date) -> int:
        """En centimes, arrondi au centime inférieur ; le dernier jour du label compte."""
        if self.prorata == "AUCUN":
            return montant_centimes
        debut, fin = date(dernier_jour.year, 1, 1), date(dernier_jour.year, 12, 31)
        jours, annee = (dernier_jour - debut).days + 1, (fin - debut).days + 1
        return montant_centimes * jours // annee


@dataclass(frozen=True)
class Cloture:
    """Les règles de clôture, une seule à la fois."""

    id: str
    regles: tuple[RegleCloture, ...]

    def __post_init__(self) -> None:
        check_no_overlap(self.regles, scope=lambda _: None, source=self.id)

    def en_vigueur(self, jour: date) -> RegleCloture | None:
        return next(iter(in_force(self.regles, jour)), None)

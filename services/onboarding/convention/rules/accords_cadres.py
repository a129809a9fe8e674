"""Les accords-cadres nationaux, datés (A-056)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from shared.rules.loading import load
from shared.rules.periods import Period, Statut, check_no_overlap, in_force


@dataclass(frozen=True)
class AccordCadre:
    """L'accord-cadre national d'une période ; sans `signe_le`, nulle source ne dit sa date."""

    id: str
    en_vigueur: Period
    statut: Statut
    source: tuple[str, ...]
    signe_le: date | None = None
    statut_fin: Statut | None = None

    @property
    def periode(self) -> Period:
        return self.en_vigueur


@dataclass(frozen=True)
class AccordsCadres:
    """Les accords-cadres nationaux, un seul à la fois."""

    id: str
    accords: tuple[AccordCadre, ...]

    def __post_init__(self) -> None:
        check_no_overlap(self.accords, scope=lambda _: None, source=self.id)

    def en_vigueur(self, jour: date) -> AccordCadre | None:
        """L'accord de ce jour, s'il y en a un."""
        return next(iter(in_force(self.accords, jour)), None)


@cache
def charger_accords_cadres() -> AccordsCadres:
    """Les accords-cadres nationaux ; `RuleError` si le fichier est inutilisable."""
    donnees = files("services.onboarding.convention") / "donnees"
    return load(donnees / "accords_cadres.yaml", AccordsCadres)

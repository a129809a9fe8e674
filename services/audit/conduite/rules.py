"""La phase contradictoire à une date : sa durée, et ce que vaut le silence (TMR-14)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import ClassVar, Literal

from shared.clock import days_after
from shared.refusal import RefusDuMoment
from shared.rules.dated import DES_DEUX_JOURS, Jours, Rule, Rules, Vaut
from shared.rules.loading import load
from shared.rules.periods import RuleError
from shared.typographie import denombrer

Silence = Literal["ESCALADER", "ACCEPTER", "REFUSER"]


class ContradictoireSansObjet(RefusDuMoment):
    """Aucune phase contradictoire n'est prévue à cette date."""


@dataclass(frozen=True, kw_only=True)
class RegleContradictoire(Rule):
    """Une version de la règle ; `jours` compte des jours civils, le dernier entier."""

    LU: ClassVar[tuple[Vaut, ...]] = DES_DEUX_JOURS
    ouverte: bool
    jours: int
    silence: Silence

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.ouverte != (self.jours > 0):
            raise RuleError(
                f"« {self.id} » : {denombrer(self.jours, 'jour')} pour une phase qui s'ouvre."
            )

    def dernier_jour(self, ouverte_le: date) -> date:
        return days_after(ouverte_le, self.jours)


@dataclass(frozen=True)
class ReglesContradictoire:
    """Les règles de la phase contradictoire, une seule à la fois."""

    id: str
    regles: Rules[RegleContradictoire]


@cache
def charger_contradictoire() -> ReglesContradictoire:
    """`RuleError` si le fichier est inutilisable."""
    donnees = files("services.audit.conduite") / "donnees"
    return load(donnees / "contradictoire.yaml", ReglesContradictoire)


def regle_contradictoire(jours: Jours) -> RegleContradictoire:
    """Celle du jour regardé ; refuse (`ContradictoireSansObjet`) si aucune phase n'est prévue."""
    regle = charger_contradictoire().regles.pour(jours)
    if regle and regle.ouverte:
        return regle
    raise ContradictoireSansObjet(
        f"Aucune phase contradictoire n'est prévue le {jours.arrivee:%d/%m/%Y} : concluez l'audit.",
        selon=[regle.id] if regle else [],
    )

"""La phase contradictoire à une date : sa durée, et ce que vaut le silence (TMR-14)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from services.audit.conduite.domain.contradictoire import ContradictoireSansObjet, Silence
from shared.rules.loading import load
from shared.rules.periods import Period, RuleError, Statut, check_no_overlap, in_force


@dataclass(frozen=True)
class RegleContradictoire:
    """Une version de la règle ; `jours` compte des jours civils, le dernier entier."""

    id: str
    en_vigueur: Period
    ouverte: bool
    jours: int
    silence: Silence
    statut: Statut
    reference: str

    def __post_init__(self) -> None:
        if self.ouverte != (self.jours > 0):
            raise RuleError(f"« {self.id} » : {self.jours} jour(s) pour une phase qui s'ouvre.")

    @property
    def periode(self) -> Period:
        return self.en_vigueur


@dataclass(frozen=True)
class ReglesContradictoire:
    """Les règles de la phase contradictoire, une seule à la fois."""

    id: str
    regles: tuple[RegleContradictoire, ...]

    def __post_init__(self) -> None:
        check_no_overlap(self.regles, scope=lambda _: None, source=self.id)

    def en_vigueur(self, jour: date) -> RegleContradictoire:
        """Celle de ce jour ; refuse (`ContradictoireSansObjet`) si aucune phase n'est prévue."""
        found = in_force(self.regles, jour)
        if not found or not found[0].ouverte:
            raise ContradictoireSansObjet(
                f"Aucune phase contradictoire n'est prévue le {jour:%d/%m/%Y} : concluez l'audit."
            )
        return found[0]


@cache
def charger_contradictoire() -> ReglesContradictoire:
    """`RuleError` si le fichier est inutilisable."""
    folder = files("services.audit.conduite") / "donnees"
    return load(folder / "contradictoire.yaml", ReglesContradictoire)

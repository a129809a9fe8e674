"""Les règles datées du décompte des structures labellisées (X-01)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from shared.rules.dated import Rule, Rules
from shared.rules.loading import load


@dataclass(frozen=True, kw_only=True)
class RegleDeComptage(Rule):
    """Un label suspendu se compte-t-il parmi les structures labellisées ?"""

    suspendu_compte: bool


@dataclass(frozen=True)
class Comptage:
    id: str
    regles: Rules[RegleDeComptage]

    def au(self, jour: date) -> RegleDeComptage:
        """La règle de ce jour ; celle qui vient, avant la première."""
        return self.regles.on(jour) or self.regles.versions[0]


@cache
def charger_comptage() -> Comptage:
    """Les règles de décompte ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.labellisation.label") / "donnees" / "comptage.yaml", Comptage)

"""Les accords-cadres nationaux, datés (A-056)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from shared.rules.dated import Rule, Rules
from shared.rules.loading import load
from shared.rules.periods import Statut


@dataclass(frozen=True, kw_only=True)
class AccordCadre(Rule):
    """L'accord-cadre national d'une période ; `signe_le` absent : sa date est inconnue."""

    signe_le: date | None = None
    statut_fin: Statut | None = None


@cache
def charger_accords_cadres() -> Rules[AccordCadre]:
    """Les accords-cadres nationaux ; `RuleError` si le fichier est inutilisable."""
    donnees = files("services.onboarding.convention") / "donnees"
    return load(donnees / "accords_cadres.yaml", Rules[AccordCadre])

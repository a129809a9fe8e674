"""Les règles livrées avec le contrôle qualité : enquêtes, seuils d'alerte."""

from functools import cache
from importlib.resources import files

from services.audit.qualite.enquetes import Enquetes
from services.audit.qualite.seuils import Alertes
from shared.rules import load

DONNEES = files("services.audit.qualite") / "donnees"


@cache
def charger_enquetes() -> Enquetes:
    """Les règles d'enquête et les questionnaires ; `RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "enquetes.yaml", Enquetes)


@cache
def charger_seuils() -> Alertes:
    """Les seuils d'alerte ; `RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "alertes.yaml", Alertes)

"""Les règles livrées avec le contrôle qualité : enquêtes, seuils d'alerte, visites, régions."""

from functools import cache
from importlib.resources import files

from services.audit.qualite.enquetes import Enquetes
from services.audit.qualite.seuils import Alertes
from services.audit.qualite.visites import Regions, Visites
from shared.rules.loading import load

DONNEES = files("services.audit.qualite") / "donnees"


@cache
def charger_enquetes() -> Enquetes:
    """Les règles d'enquête et les questionnaires ; `RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "enquetes.yaml", Enquetes)


@cache
def charger_seuils() -> Alertes:
    """Les seuils d'alerte ; `RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "alertes.yaml", Alertes)


@cache
def charger_visites() -> Visites:
    """Les règles de tirage et les grilles ; `RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "visites.yaml", Visites)


@cache
def charger_regions() -> Regions:
    """Les régions et leurs départements ; `RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "regions.yaml", Regions)

"""Les règles livrées avec le contrôle qualité : enquêtes, seuils d'alerte, visites, régions."""

from functools import cache
from importlib.resources import files

from services.audit.enquetes.rules import Enquetes
from services.audit.mysteres.rules import Regions, Visites
from services.audit.vigilance.rules import Alertes
from shared.rules.loading import load

AUDIT = files("services.audit")


@cache
def charger_enquetes() -> Enquetes:
    """Les règles d'enquête et les questionnaires ; `RuleError` si le fichier est inutilisable."""
    return load(AUDIT / "enquetes" / "donnees" / "enquetes.yaml", Enquetes)


@cache
def charger_seuils() -> Alertes:
    """Les seuils d'alerte ; `RuleError` si le fichier est inutilisable."""
    return load(AUDIT / "vigilance" / "donnees" / "alertes.yaml", Alertes)


@cache
def charger_visites() -> Visites:
    """Les règles de tirage et les grilles ; `RuleError` si le fichier est inutilisable."""
    return load(AUDIT / "mysteres" / "donnees" / "visites.yaml", Visites)


@cache
def charger_regions() -> Regions:
    """Les régions et leurs départements ; `RuleError` si le fichier est inutilisable."""
    return load(AUDIT / "mysteres" / "donnees" / "regions.yaml", Regions)

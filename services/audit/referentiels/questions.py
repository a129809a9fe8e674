"""Les référentiels, leurs critères, et leurs écarts avec des mesures."""

from services.audit.referentiels.domain import ecarts, mesurer
from services.audit.referentiels.rules.chargement import charger_referentiel, charger_referentiels
from services.audit.referentiels.rules.grille import Critere, Referentiel

__all__ = [
    "Critere",
    "Referentiel",
    "charger_referentiel",
    "charger_referentiels",
    "ecarts",
    "mesurer",
]

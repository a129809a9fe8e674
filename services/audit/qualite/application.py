"""Le contrôle qualité : enquêtes, visites mystères, alertes."""

from services.audit.qualite.mysteres import Mysteres
from services.audit.qualite.sondages import Sondages


class Qualite(Sondages, Mysteres):
    """Ce que le service d'audit répond pour le contrôle qualité (A.4)."""

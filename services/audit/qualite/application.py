"""Le contrôle qualité : enquêtes, visites mystères, alertes."""

from services.audit.enquetes.application import Sondages
from services.audit.mysteres.application import Mysteres


class Qualite(Sondages, Mysteres):
    """Ce que le service d'audit répond pour le contrôle qualité (A.4)."""

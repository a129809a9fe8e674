"""Ce que l'on peut demander au code géographique : le lire, le charger, dire son millésime."""

from services.labellisation.geographie.domain import CodeGeographique, Commune
from services.labellisation.geographie.projections import AUCUN, NON_VERIFIE, CommunesChargees
from services.labellisation.geographie.reading import lire_communes

__all__ = [
    "AUCUN",
    "NON_VERIFIE",
    "CodeGeographique",
    "Commune",
    "CommunesChargees",
    "lire_communes",
]

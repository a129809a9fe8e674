"""Ce que l'on peut demander au code géographique : le lire, le charger, dire son millésime."""

from services.labellisation.geographie.domain import CodeGeographique, Commune, Geographie
from services.labellisation.geographie.projections import AUCUN, NON_VERIFIE, CommunesChargees
from services.labellisation.geographie.reading.code_officiel import lire_communes, lire_dossier

__all__ = [
    "AUCUN",
    "NON_VERIFIE",
    "CodeGeographique",
    "Commune",
    "CommunesChargees",
    "Geographie",
    "lire_communes",
    "lire_dossier",
]

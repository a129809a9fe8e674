"""Une structure remontée par un préfet : ce que les essais partagent."""

from typing import Any
from uuid import UUID

from services.labellisation.domain import Dossier
from tests.gwt import fact

MAISON = UUID(int=46)
FICHE = {"nom": "Maison des Estives", "departement": "15"}
MAILLAGE = {"departement": "Cantal", "canton": "Murat", "epci": "CC Hautes Terres"}
DECLARATION = {"evaluation": {"HOR-01": "OUI"}, "agents": 2, "etp": 2.0}
REMONTEE: dict[str, Any] = {
    "fiche": FICHE,
    "maillage": MAILLAGE,
    "declaration": DECLARATION,
    "fichier": "abc",
    "ligne": 2,
}
STRUCTURE_REMONTEE = fact(Dossier.StructureRemontee, structure_id=MAISON, **REMONTEE)

"""Ce que l'on peut demander des remarques."""

from typing import cast
from uuid import UUID

from typing_extensions import TypedDict

from services.audit.remarques.domain import Etat
from shared.read_model import ReadModel

TO_LIFT = """SELECT remarques.*, agenda.structure_id, agenda.nom, agenda.departement
    FROM remarques JOIN agenda ON agenda.audit_id = remarques.audit_id
    WHERE remarques.etat <> 'LEVEE' AND agenda.etat <> 'ANNULE'
    AND departement LIKE :departement AND agenda.structure_id LIKE :structure_id
    ORDER BY agenda.nom, remarques.critere"""
EVERYWHERE = "%"


class RemarqueOuverte(TypedDict):
    """Une remarque à traiter ou à lever, et la structure qu'elle concerne."""

    remarque_id: str
    audit_id: str
    critere: str
    texte: str
    reponse: str
    etat: Etat
    structure_id: str
    nom: str
    departement: str


def remarques_ouvertes(
    model: ReadModel, departement: str | None = None, structure_id: UUID | None = None
) -> list[RemarqueOuverte]:
    """Les remarques émises ou traitées, que nul n'a encore levées (A-017)."""
    asked = {
        "departement": departement or EVERYWHERE,
        "structure_id": str(structure_id) if structure_id else EVERYWHERE,
    }
    return cast(list[RemarqueOuverte], model.query(TO_LIFT, asked))

"""Ce que l'on peut demander des remarques."""

from typing import cast

from typing_extensions import TypedDict

from services.audit.remarques.domain import Etat
from shared.read_model import ReadModel

TO_LIFT = """SELECT remarques.*, agenda.structure_id, agenda.nom, agenda.departement
    FROM remarques JOIN agenda ON agenda.audit_id = remarques.audit_id
    WHERE remarques.etat <> 'LEVEE' AND agenda.etat <> 'ANNULE'
    AND departement LIKE :departement ORDER BY agenda.nom, remarques.critere"""
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


def remarques_ouvertes(model: ReadModel, departement: str | None = None) -> list[RemarqueOuverte]:
    """Les remarques émises ou traitées, que nul n'a encore levées (A-017)."""
    rows = model.query(TO_LIFT, {"departement": departement or EVERYWHERE})
    return cast(list[RemarqueOuverte], rows)

"""Ce que l'on peut demander des versements : ce qui est notifié, chaque paiement."""

import json
from typing import TypedDict, cast

from shared.read_model import ReadModel

NOTIFIED = """SELECT * FROM forfaits_notifies
    WHERE :annee IN (annee, 0) AND :structure_id IN (structure_id, '') ORDER BY annee, label_id"""
PAID = """SELECT * FROM forfaits_verses
    WHERE :annee IN (annee, 0) AND :structure_id IN (structure_id, '')
    ORDER BY annee, label_id, le, reference"""


class NotificationDuDroit(TypedDict):
    """La dernière notification d'un droit, en centimes d'euro ; `le` est un jour (ISO 8601)."""

    label_id: str
    annee: int
    structure_id: str
    le: str
    montant_centimes: int
    parts_centimes: dict[str, int]
    evenement_id: str


class VersementDuDroit(TypedDict):
    """Un paiement, en centimes d'euro ; `le` est un jour (ISO 8601)."""

    label_id: str
    annee: int
    structure_id: str
    reference: str
    fonds: str
    le: str
    montant_centimes: int
    evenement_id: str


def forfaits_notifies(
    model: ReadModel, annee: int | None = None, structure_id: str = ""
) -> list[NotificationDuDroit]:
    """Ceux d'une année, d'une structure, ou tous."""
    rows = model.query(NOTIFIED, {"annee": annee or 0, "structure_id": structure_id})
    lus = ({**row, "parts_centimes": json.loads(row["parts_centimes"])} for row in rows)
    return [cast(NotificationDuDroit, each) for each in lus]


def forfaits_verses(
    model: ReadModel, annee: int | None = None, structure_id: str = ""
) -> list[VersementDuDroit]:
    """Ceux d'une année, d'une structure, ou tous, dans l'ordre de leurs jours."""
    rows = model.query(PAID, {"annee": annee or 0, "structure_id": structure_id})
    return cast(list[VersementDuDroit], rows)

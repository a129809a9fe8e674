"""Ce que l'on peut demander des versements : ce qui est notifié, chaque paiement."""

import json
from typing import cast

from typing_extensions import TypedDict

from shared.read_model import ReadModel
from shared.statements import Row

WANTED = """JOIN droits d ON d.label_id = p.label_id AND d.annee = p.annee
    WHERE :annee IN (p.annee, 0) AND :structure_id IN (d.structure_id, '')"""
NOTIFIED = f"SELECT p.* FROM forfaits_notifies p {WANTED} ORDER BY p.annee, p.label_id"
PAID = f"SELECT p.* FROM forfaits_verses p {WANTED} ORDER BY p.annee, p.label_id, p.le, p.reference"


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
    model: ReadModel, annee: int | None = None, structure_id: str | None = None
) -> list[NotificationDuDroit]:
    """Ceux d'une année, d'une structure, ou tous."""
    rows = model.query(NOTIFIED, _voulu(annee, structure_id))
    lus = ({**row, "parts_centimes": json.loads(row["parts_centimes"])} for row in rows)
    return [cast(NotificationDuDroit, each) for each in lus]


def forfaits_verses(
    model: ReadModel, annee: int | None = None, structure_id: str | None = None
) -> list[VersementDuDroit]:
    """Ceux d'une année, d'une structure, ou tous, dans l'ordre de leurs jours.

    Ceux d'une structure sont ceux de ses droits, même versés à celle qu'elle a absorbée (C.7-17).
    """
    return cast(list[VersementDuDroit], model.query(PAID, _voulu(annee, structure_id)))


def _voulu(annee: int | None, structure_id: str | None) -> Row:
    return {"annee": annee or 0, "structure_id": structure_id or ""}

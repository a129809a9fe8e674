"""Des structures mobiles, telles que la labellisation les annonce au financement."""

from typing import Any
from uuid import UUID, uuid5

from shared.contracts import Contract
from shared.contracts.labellisation import (
    StructureLabellisee,
    StructureRemontee,
    StructureSignalee,
)
from shared.messages.envelope import Envelope
from shared.recording.application import Service
from tests.contracts.language import sample

CANTON = "Murat"


def label(structure_id: UUID, rang: int = 1) -> UUID:
    return uuid5(structure_id, f"label {rang}")


def annonce(kind: type[Contract], structure_id: UUID, fois: int = 1, **dit: Any) -> Contract:
    """Ce fait, tel que l'exemple publié le dit, pour une autre structure."""
    lu = sample(f"{kind.__name__}.v1")
    fiche = {"format": dit.pop("format", "BUS")}
    if "fiche" in lu:
        lu["fiche"] |= fiche
    if "label_id" in lu:
        lu["label_id"] = str(label(structure_id))
    identite = uuid5(structure_id, f"{kind.__name__} {fois} {dit} {fiche}")
    return kind.read({**lu, "structure_id": str(structure_id), "message_id": str(identite), **dit})


def maillage(canton: str) -> dict[str, str]:
    return {"departement": "Cantal", "canton": canton, "epci": "", "millesime": "2024"}


def remontee(structure_id: UUID, format: str = "BUS", canton: str = CANTON) -> Contract:
    return annonce(StructureRemontee, structure_id, format=format, maillage=maillage(canton))


def signalee(structure_id: UUID, format: str = "BUS", fois: int = 1) -> Contract:
    return annonce(StructureSignalee, structure_id, fois, format=format)


def labellisee(
    structure_id: UUID, format: str = "BUS", canton: str = CANTON, rang: int = 1
) -> Contract:
    label_id, situe = str(label(structure_id, rang)), maillage(canton)
    return annonce(
        StructureLabellisee, structure_id, rang, format=format, label_id=label_id, maillage=situe
    )


def fin(kind: type[Contract], structure_id: UUID, rang: int = 1, **dit: Any) -> Contract:
    return annonce(kind, structure_id, rang, label_id=str(label(structure_id, rang)), **dit)


def apprendre(service: Service, *faits: Contract) -> None:
    for fait in faits:
        assert service.receive(Envelope.starting(fait)).accepted

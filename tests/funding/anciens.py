"""Des événements du financement tels que d'autres versions les ont enregistrés, et leur suite."""

import json
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.persistence import StoredEvent

from shared.contracts.labellisation import StructureLabellisee
from shared.messages.envelope import Envelope
from shared.recording.application import Service
from shared.runtime.component import Component
from tests.contracts.language import sample

FOLDER = Path(__file__).with_name("evenements")
POSTE = "poste"
"""Le droit de 2020 d'une structure de La Poste, d'une version qui ne suivait pas les labels."""
NUL, TROP_GRAND, LARGE, INCONNU = "nul", "trop_grand", "large", "inconnu"
"""Un caractère nul dans un texte, un nombre de plus de huit octets, un autre de plus de quatre, un
type d'une autre version."""
FILE = "funding.labellisation.events"


def ancien(nom: str) -> dict[str, Any]:
    """L'événement enregistré, avec son état tel que le journal le garde."""
    lu: dict[str, Any] = json.loads((FOLDER / f"{nom}.json").read_text(encoding="utf-8"))
    return lu


def label(nom: str) -> UUID:
    return UUID(ancien(nom)["state"]["label_id"]["_data_"])


def structure(nom: str) -> UUID:
    """La structure dont parle cet événement."""
    return UUID(ancien(nom)["state"]["provenance"]["sujet"]["_data_"])


def enregistrer(component: Component, nom: str, annee: int | None = None) -> int:
    """Met l'événement dans le journal, comme cette version l'a fait ; rend sa position.

    `annee` : celle du droit, à la place de la sienne ; de cette année, il n'en attend pas d'autre.
    """
    return inscrire(component.service, nom, annee)


def inscrire(service: Service, nom: str, annee: int | None = None) -> int:
    """`enregistrer`, dans le journal d'un service seul."""
    lu = ancien(nom)
    lu["state"]["annee"] = annee or lu["state"]["annee"]
    stored = StoredEvent(
        originator_id=UUID(lu["originator_id"]),
        originator_version=lu["originator_version"],
        topic=lu["topic"],
        state=json.dumps(lu["state"]).encode(),
    )
    [position] = service.recorder.insert_events([stored]) or [0]
    return position


def labellisee(structure_id: UUID, rang: int = 1, effet: date | None = None) -> StructureLabellisee:
    """Le label de cette structure ; un autre par rang."""
    label_id = uuid5(structure_id, f"label {rang}")
    fait = StructureLabellisee.read(sample("StructureLabellisee.v1"))
    autres = {"structure_id": structure_id, "label_id": label_id}
    dates = {"date_effet": effet or fait.date_effet}
    return fait.model_copy(update={**autres, **dates, "message_id": uuid5(label_id, "fait")})


def apprendre(
    component: Component, structure_id: UUID, rang: int = 1, effet: date | None = None
) -> None:
    """Ce label est annoncé au financement."""
    fait = labellisee(structure_id, rang, effet)
    component.reception.hand_over(FILE, Envelope.starting(fait))

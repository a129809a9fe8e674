"""The journal: the events of each structure in one service, with author, reason and cause."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from shared.clock import instant
from shared.log.contract_fields import subject_of
from shared.log.readers import Projection
from shared.read_model import ReadModel
from shared.recording.aggregates import Event
from shared.recording.store import MessageRecu, describe
from shared.statements import Statement

TABLE = """CREATE TABLE IF NOT EXISTS journal (
    evenement_id TEXT NOT NULL, version INTEGER NOT NULL, structure_id TEXT NOT NULL,
    enregistre_le TEXT NOT NULL, survenu_le TEXT NOT NULL, evenement TEXT NOT NULL,
    phrase TEXT NOT NULL, role TEXT NOT NULL, acteur TEXT NOT NULL, cause TEXT NOT NULL,
    cause_type TEXT NOT NULL, motif TEXT NOT NULL, regles TEXT NOT NULL,
    PRIMARY KEY (evenement_id, version))"""
INDEX = "CREATE INDEX IF NOT EXISTS journal_structure ON journal (structure_id)"
INSERT = """INSERT INTO journal VALUES (:evenement_id, :version, :structure_id, :enregistre_le,
    :survenu_le, :evenement, :phrase, :role, :acteur, :cause, :cause_type, :motif, :regles)"""
SELECT = """SELECT * FROM journal WHERE structure_id = :structure_id AND enregistre_le <= :au
    ORDER BY enregistre_le, evenement_id, version"""
END_OF_TIME = "9999"


JOURNAL = Projection("journal", {"journal": TABLE}, [INDEX])


@JOURNAL.on(Event)
def _entry(event: Any) -> Iterator[Statement]:
    provenance = event.provenance
    subject = subject_of(event)
    if subject is None or (isinstance(event, MessageRecu) and event.statut == "ACCEPTE"):
        return
    row = {
        "evenement_id": event.originator_id.hex,
        "version": event.originator_version,
        "structure_id": str(subject),
        "enregistre_le": instant(event.timestamp),
        "survenu_le": instant(provenance["survenu_le"]),
        "evenement": type(event).__name__,
        "phrase": sentence(event),
        "role": provenance["role"],
        "acteur": provenance["acteur"],
        "cause": str(provenance["cause"]),
        "cause_type": provenance["cause_type"],
        "motif": provenance.get("motif", ""),
        "regles": json.dumps(provenance.get("regles", []), ensure_ascii=False),
    }
    yield INSERT, row


def sentence(event: Any) -> str:
    """The event's sentence, followed by its `details()` if it has some, and by its lateness."""
    if isinstance(event, MessageRecu):
        return f"Demande « {event.type} » refusée : {event.detail}"
    phrase = describe(event)
    details = getattr(event, "details", None)
    return (phrase if details is None else f"{phrase} {details()}") + _lateness(event)


def _lateness(event: Any) -> str:
    """That it was declared late, and why; empty if it was not."""
    told = vars(event).get("provenance", {})
    late = told.get("declaration")
    return f" — déclaration {late} : « {told['motif_retard']} »" if late else ""


def history(model: ReadModel, structure_id: UUID, until: datetime | None) -> list[dict[str, Any]]:
    """The rows of a structure recorded up to this instant; all of them if it is None."""
    au = instant(until) if until else END_OF_TIME
    return model.query(SELECT, {"structure_id": str(structure_id), "au": au})


def told_history(model: ReadModel, structure_id: str, au: str | None) -> list[dict[str, Any]]:
    """`history` for remote callers: identifier and instant (ISO 8601) as text."""
    return history(model, UUID(structure_id), datetime.fromisoformat(au) if au else None)

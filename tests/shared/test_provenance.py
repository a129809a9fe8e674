"""The provenance of an event is read as it was recorded, on each event store."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shared.clock import PARIS
from shared.log.readers import recorded_after
from shared.recording.provenance import Provenance, acting
from shared.runtime.component import Component
from tests.gwt import SOMEBODY
from tests.shared.address_book import MAIRIE, Carnet
from tests.shared.magasins import Magasin

PROVENANCE = Provenance(
    role="PREFET",
    acteur="préfecture du Cantal",
    survenu_le=datetime(2019, 11, 15, 8, 30, tzinfo=PARIS),
    enregistre_le=datetime(2019, 11, 16, 9, 0, 0, 1, tzinfo=UTC),
    correlation=UUID(int=2),
    cause=UUID(int=3),
    cause_type="StructureSignalée",
    sujet=MAIRIE,
    organisme="préfecture",
    motif="à la demande du maire « d'Allanche »",
    declaration="TARDIVE",
    motif_retard="courrier égaré",
    regles=["FS-2019-07", "COG@2024"],
    traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    tracestate="atelier=1",
)


def recorded_by(component: Component, provenance: Provenance) -> Any:
    """Save an aggregate under this provenance; returns its event, as read from the log."""
    with acting(provenance):
        component.service.save(Carnet())
    [(_, event)] = recorded_after(component.service, 0)
    return event


def test_who_when_and_why_are_read_as_they_were_recorded(magasin: Magasin) -> None:
    event = recorded_by(magasin.ouvrir(), PROVENANCE)

    read = {"enregistre_le": event.timestamp, **event.provenance}
    assert read == vars(PROVENANCE) and read.keys() == {field.name for field in fields(Provenance)}
    assert [type(read[name]) for name in ("cause", "survenu_le")] == [UUID, datetime]


def test_another_process_reads_who_when_and_why(durable: Magasin) -> None:
    recorded_by(durable.ouvrir(), PROVENANCE)

    [(_, event)] = recorded_after(durable.ouvrir().service, 0)

    assert {"enregistre_le": event.timestamp, **event.provenance} == vars(PROVENANCE)


def test_what_nobody_said_is_not_recorded(magasin: Magasin) -> None:
    event = recorded_by(magasin.ouvrir(), SOMEBODY)

    assert event.provenance.keys() == vars(PROVENANCE).keys() - {
        *("enregistre_le", "sujet", "organisme", "motif", "regles"),
        *("declaration", "motif_retard"),
        *("traceparent", "tracestate"),
    }

"""An event that holds a person's address declares it: it is encrypted, and can be forgotten."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest

from console.execution.services import applications
from shared.personal_data.fields import personal_fields
from shared.recording.aggregates import Event

ADDRESSES = {
    "fiche": "fiche.courriel",
    "structure": "structure.courriel",
    "label": "label.fait.fiche.courriel",
    "financement": "financement.structure.courriel",
    "contenu": "contenu.structure.courriel",
    "variables": "variables.structure.courriel",
    "adresse": "adresse",
    "courriel": "courriel",
}
"""The path of an address, by the name of the field that holds it."""
QUOTED = {"notifications": {"raison": "raison"}}
"""A mail server may quote the address that it refuses."""


def below(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


SERVICES = {each.name for each in applications()}
EVENTS = {
    kind.TOPIC: kind
    for kind in below(Event)
    if vars(kind).get("TOPIC", "").partition(".")[0] in SERVICES
}


@pytest.mark.parametrize("topic", sorted(EVENTS))
def test_an_event_declares_the_addresses_that_it_holds(topic: str) -> None:
    places = ADDRESSES | QUOTED.get(topic.partition(".")[0], {})
    held = {places[each.name] for each in fields(EVENTS[topic]) if each.name in places}

    assert held <= {field.path for field in personal_fields(EVENTS[topic])}


def test_most_events_that_hold_an_address_are_known() -> None:
    declared = [kind for kind in EVENTS.values() if personal_fields(kind)]

    assert len(declared) > 20 and len(EVENTS) > 30

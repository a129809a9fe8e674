"""Events are written as they always were: the library's transcoder would write the same bytes."""

import dataclasses
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from itertools import cycle
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from eventsourcing.persistence import (
    DatetimeAsISO,
    DecimalAsStr,
    JSONTranscoder,
    Mapper,
    TranscodingNotRegisteredError,
    UUIDAsHex,
)
from eventsourcing.utils import resolve_topic
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.personal_data.encryption import Sealed, SealedAsBase64, Seals
from shared.personal_data.fields import personal_fields
from shared.recording.aggregates import NOT_RECORDED
from shared.recording.application import Service
from shared.recording.handlers import Handlers
from shared.recording.provenance import TARDIVE, Provenance, acting
from shared.recording.store import EventMapper
from tests.architecture.event_schemas import kept

SUBJECT = UUID(int=46)
AT = datetime(2020, 2, 29, 12, 30, 0, 1, UTC)
VALUES: tuple[Any, ...] = (
    "Maison « France Services » d'Aÿ\u2028\t\"\\/\x7f\U0001f3e1",
    UUID(int=2**127 + 5),
    datetime(2019, 7, 1, 9, tzinfo=timezone(timedelta(hours=2))),
    {"vide": {}, "réels": [1e-7, 1e22, -0.0, 45.5], "_type_": "pas un type"},
    [{"id": UUID(int=7)}, [Decimal("12.30"), None, True, 2**70]],
    {"_type_": "sans donnée", "autre": 1},
    {"_type_": "uuid_hex", "_data_": "de trop", "autre": 1},
    None,
    False,
)
EARLY = Provenance("PREFET", "préfecture 15", AT, AT, SUBJECT, SUBJECT, "RemonterStructure")
LATE = dataclasses.replace(
    EARLY,
    sujet=SUBJECT,
    motif="à la demande du maire",
    declaration=TARDIVE,
    motif_retard="retrouvée",
    regles=["RETARD@1"],
    traceparent=f"00-{'a' * 32}-{'b' * 16}-01",
)


class OneKey:
    """The same key for everybody."""

    cipher = AESGCM(bytes(32))

    def to_seal(self, person: UUID, at: datetime) -> AESGCM:
        return self.cipher

    def to_open(self, person: UUID) -> AESGCM:
        return self.cipher


@cache
def mapper() -> EventMapper:
    """As every service has it."""
    ours = Service(Handlers("essai")).mapper
    ours.seals = Seals(OneKey())  # type: ignore[arg-type]
    return ours


@cache
def library() -> Mapper[UUID]:
    transcoder = JSONTranscoder()
    for each in (UUIDAsHex(), DecimalAsStr(), DatetimeAsISO(), SealedAsBase64()):
        transcoder.register(each)
    return Mapper(transcoder)


def an_event(topic: str, selon: tuple[str, ...]) -> Any:
    """An event of this topic: values of every kind, and texts where it speaks of people."""
    kind = resolve_topic(topic)
    event = object.__new__(kind)
    values = zip((each.name for each in dataclasses.fields(kind)), cycle(VALUES), strict=False)
    vars(event).update(values)
    vars(event).update(originator_id=SUBJECT, originator_version=3, timestamp=NOT_RECORDED)
    for field in personal_fields(event):
        first, *rest = field.steps
        vars(event)[first] = nested(rest)
    vars(event).update(structure_id=SUBJECT, selon=selon)
    return event


def nested(steps: list[str]) -> Any:
    return {steps[0]: nested(steps[1:]), "suite": 1} if steps else "ada@exemple.fr"


@pytest.mark.parametrize("provenance", [EARLY, LATE], ids=["early", "late and traced"])
@pytest.mark.parametrize("topic", sorted(kept()))
def test_an_event_is_written_in_the_bytes_of_the_library(
    topic: str, provenance: Provenance
) -> None:
    for selon in ((), ("REGLE-1", "RETARD@1")):
        event = an_event(topic, selon)
        with acting(provenance):
            stored = mapper().to_stored_event(event)

        if personal_fields(event):
            again = library().transcoder.decode(stored.state)
            assert stored.state == library().transcoder.encode(again), "sealed: read, written again"
        else:
            assert stored == library().to_stored_event(event)


@pytest.mark.parametrize("topic", sorted(kept()))
def test_an_event_written_by_the_library_is_read_alike(topic: str) -> None:
    event = an_event(topic, ())
    with acting(LATE):
        stored = mapper().to_stored_event(event)
    written = dataclasses.replace(
        stored,
        state=library().transcoder.encode(library().transcoder.decode(stored.state)),
    )

    read = mapper().to_domain_event(written)

    assert vars(read) == vars(event)
    assert type(vars(read)["provenance"]) is dict


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SINGLE = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | TEXTS
    | st.uuids()
    | st.datetimes(timezones=st.just(UTC))
    | st.decimals(allow_nan=False)
    | st.binary(max_size=20).map(Sealed)
)
ANY = st.recursive(
    SINGLE, lambda below: st.lists(below, max_size=4) | st.dictionaries(TEXTS, below, max_size=4)
)


@settings(deadline=None)
@given(st.dictionaries(TEXTS, ANY, min_size=1, max_size=5))
def test_any_state_is_written_and_read_as_by_the_library(state: dict[str, Any]) -> None:
    written = library().transcoder.encode(state)

    assert mapper().transcoder.encode(state) == written
    assert mapper().transcoder.decode(written) == library().transcoder.decode(written) == state


def test_a_value_that_nobody_can_read_again_is_refused() -> None:
    with pytest.raises(TranscodingNotRegisteredError, match="complex"):
        mapper().transcoder.encode({"valeur": 1j})
    with pytest.raises(TranscodingNotRegisteredError, match="inconnu"):
        mapper().transcoder.decode(b'{"valeur":{"_type_":"inconnu","_data_":1}}')

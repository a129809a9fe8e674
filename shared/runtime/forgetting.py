"""Forgetting people in one service: their keys go, and what was written out of their reach."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from eventsourcing.persistence import ProgrammingError

from shared.delivery.parking import TABLE_NAME as PARKING_TABLE
from shared.log.contract_fields import subject_of
from shared.log.readers import recorded_after
from shared.personal_data.encryption import Keys
from shared.personal_data.fields import contact_of, words_about
from shared.personal_data.key_ring import TABLE_NAME as KEYS_TABLE
from shared.recording.aggregates import NOT_RECORDED
from shared.recording.provenance import Provenance, acting
from shared.recording.store import PersonneOubliee
from shared.runtime.component import Component

BATCH = 1000
CAUSE = "OublierPersonne"
"""What is asked from the command, and of no service in particular."""
People = Mapping[UUID, UUID | None]
"""Those to forget; with each, the structure that the person is known by, if any."""


@dataclass(frozen=True)
class Trace:
    """A text that the log holds about somebody, in an event about a structure."""

    person: UUID
    word: str
    subject: UUID | None


@dataclass(frozen=True)
class Done:
    """What a service could not read any more, and how many parked messages were mended."""

    traces: int
    parked: int


def traces(component: Component) -> Iterator[Trace]:
    """All that the log of a service says of people."""
    events = recorded_after(component.service, 0, BATCH)
    while events:
        for _, event in events:
            for person, word in words_about(event):
                yield Trace(person, word, subject_of(event))
        events = recorded_after(component.service, events[-1][0], BATCH)


class Forgetting:
    """In an order that a crash may stop anywhere: done again, it ends what was begun."""

    def __init__(self, component: Component, author: str, reason: str) -> None:
        self.component, self.service = component, component.service
        self.author, self.reason = author, reason

    @property
    def keys(self) -> Keys:
        if self.service.keys is None:
            raise ProgrammingError(f"{self.service.name} has no keys: it knows nobody.")
        return self.service.keys

    def forget(self, people: People) -> Done:
        """For good, here: whoever is not known yet will not be recorded later either."""
        found = [trace for trace in traces(self.component) if trace.person in people]
        parked = self.component.parking.erase({trace.word for trace in found})
        for person, subject in people.items():
            if self._concerns(person, subject):
                self.keys.destroy(person, self.service.clock.now())
                self._record(person, subject)
        self.service.recorded.clear()
        self._rewrite()
        return Done(len(found), parked)

    def _concerns(self, person: UUID, subject: UUID | None) -> bool:
        """A fact on its way may still name the contact of a structure."""
        return self.keys.knows(person) or (subject is not None and person == contact_of(subject))

    def _record(self, person: UUID, subject: UUID | None) -> None:
        if self.service.recorder.select_events(person, limit=1):
            return
        with acting(self._provenance(person, subject)):
            forgotten = PersonneOubliee(
                originator_id=person, originator_version=1, timestamp=NOT_RECORDED
            )
            self.service.save(forgotten)

    def _rewrite(self) -> None:
        """The tables that are read, from the log; then their files, and those of the keys."""
        tables: list[str] = [KEYS_TABLE, PARKING_TABLE]
        for reader in self.component.projection_readers():
            reader.rebuild(lambda read: None)
            tables += reader.projection.tables
        self.component.model.purge(tables)

    def _provenance(self, person: UUID, subject: UUID | None) -> Provenance:
        now = self.service.clock.now()
        return Provenance(
            "ADMINISTRATEUR",
            self.author,
            now,
            now,
            correlation=person,
            cause=person,
            cause_type=CAUSE,
            sujet=subject,
            motif=self.reason,
        )


def people_at(components: Sequence[Component], address: str) -> dict[UUID, UUID | None]:
    """Whoever has this address in any of these logs, and the structure of each."""
    return {
        trace.person: trace.subject
        for component in components
        for trace in traces(component)
        if trace.word.lower() == address.lower()
    }

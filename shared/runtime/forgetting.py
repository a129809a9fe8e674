"""Forgets people in one service: destroys their keys, and every copy that is not encrypted."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from uuid import UUID, uuid5

from eventsourcing.persistence import ProgrammingError

from shared.adresse import cle
from shared.delivery.parking import TABLE_NAME as PARKING_TABLE
from shared.delivery.unreadable_requests import SAMPLES_TABLE
from shared.log.contract_fields import subject_of
from shared.log.entries import readable
from shared.personal_data.encryption import Keys
from shared.personal_data.fields import contact_of, words_about
from shared.personal_data.new_keys import TABLE_NAME as KEYS_TABLE
from shared.recording.aggregates import NOT_RECORDED
from shared.recording.provenance import Provenance, acting
from shared.recording.store import PersonneOubliee
from shared.runtime.component import Component

BATCH = 1000
CAUSE = "OublierPersonne"
"""The cause that is recorded: a command of the console, which is sent to no service."""
PEOPLE = UUID("e647238e-d363-4511-8f42-e5bb9901ef76")
"""Namespace of the streams of forgotten people: a sender chooses a person's id, not its stream."""
People = Mapping[UUID, UUID | None]
"""The persons to forget; with each, the structure of an event about the person, if any."""


@dataclass(frozen=True)
class Mention:
    """A text about a person in the log; `subject` is the structure of its event, if any."""

    person: UUID
    word: str
    subject: UUID | None


@dataclass(frozen=True)
class Done:
    """How many texts of the log became unreadable, and how many parked messages were changed."""

    traces: int
    parked: int


def mentions(component: Component) -> Iterator[Mention]:
    """Every text about a person in the log of a service, except those already erased."""
    for event in readable(component.service, BATCH):
        for person, word in words_about(event):
            yield Mention(person, word, subject_of(event))


class Forgetting:
    """Forgets in an order that allows a crash at any step: run again, it completes the work."""

    def __init__(self, component: Component, author: str, reason: str) -> None:
        self.component, self.service = component, component.service
        self.author, self.reason = author, reason

    @property
    def keys(self) -> Keys:
        if self.service.keys is None:
            raise ProgrammingError(f"{self.service.name} has no keys: it knows nobody.")
        return self.service.keys

    def forget(self, people: People, elsewhere: Set[str] = frozenset()) -> Done:
        """Forget these persons for good: data about them that comes later is not kept either.

        `elsewhere`: the texts about them that other services know, which messages may carry here.
        """
        found = [each for each in mentions(self.component) if each.person in people]
        words = {each.word for each in found} | elsewhere
        parked = self.erase(words)
        for person, subject in people.items():
            if self._concerns(person, subject):
                self.keys.destroy(person, self.service.clock.now())
                self._record(person, subject)
        self.service.recorded.clear()
        self._rewrite()
        return Done(len(found), parked)

    def erase(self, words: Set[str]) -> int:
        """Remove these words from what is parked and from the unreadable requests."""
        parked = self.component.parking.erase(words)
        return parked + self.component.reception.unreadable.erase(words)

    def _concerns(self, person: UUID, subject: UUID | None) -> bool:
        """True for a person with a key, and for a structure's contact: a later fact may name it."""
        return self.keys.knows(person) or (subject is not None and person == contact_of(subject))

    def _record(self, person: UUID, subject: UUID | None) -> None:
        stream = uuid5(PEOPLE, str(person))
        if self.service.recorder.select_events(stream, limit=1):
            return
        with acting(self._provenance(person, subject)):
            forgotten = PersonneOubliee(
                originator_id=stream, originator_version=1, timestamp=NOT_RECORDED
            )
            self.service.save(forgotten)

    def _rewrite(self) -> None:
        """Rebuild the projections from the log, then compact their files and those of the keys."""
        tables: list[str] = [KEYS_TABLE, PARKING_TABLE, SAMPLES_TABLE]
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
    """The persons with this address in these logs, each with the structure of an event."""
    return {
        mention.person: mention.subject
        for component in components
        for mention in mentions(component)
        if cle(mention.word) == cle(address)
    }

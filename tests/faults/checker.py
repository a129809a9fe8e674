"""Compares the events recorded with the facts published and received: as sets, and in order.

It reads the event logs, which are the reference, and never the logs of the processes.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from shared.contracts import Contract
from shared.contracts.labellisation import StructureLabellisee
from shared.log.readers import recorded_after
from shared.recording.store import MessageRecu
from shared.runtime.component import Component
from tests.droits_dus import annees_dues
from tests.faults.outside import Published

T = TypeVar("T", bound=Hashable)
Fact = tuple[UUID, UUID]
"""The identity of a fact, and the structure that it is about."""

RIGHTS = ("DroitOuvert", "DroitRefuse", "DroitEnAttente")
"""The events that create a right: the checker expects one for each label and each year due."""
EFFECTS = {
    "onboarding": ("LienInscriptionEnvoye", "CompteStructureCree", "AnnexeGeneree"),
}


@dataclass
class Findings:
    """The checker's findings; `livraisons` counts the deliveries expected."""

    livraisons: int = 0
    evenements: int = 0
    perdus: list[str] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)
    desordre: list[str] = field(default_factory=list)
    repetitions: int = 0

    @property
    def parfait(self) -> bool:
        return not (self.perdus or self.doubles or self.desordre)


@dataclass(frozen=True)
class Journal:
    """The events that a service recorded since a position, its facts, its receipts."""

    facts: Sequence[Contract]
    received: Sequence[tuple[UUID, str, UUID | None]]
    events: Sequence[Any]


class Checker:
    """`from_the_first`: the first round begins with the logs, whatever was recorded before it."""

    def __init__(
        self, components: Mapping[str, Component], *, from_the_first: bool = False
    ) -> None:
        self.components, self.from_the_first = components, from_the_first
        self.since: dict[str, int] = {}
        self.read: dict[str, list[Any]] = {}
        self.checked: set[UUID] = set()
        """The facts of the previous rounds: published again, they are repeats."""

    def begin(self) -> None:
        """Begin a round where the reading of the logs stands: no event is between two rounds."""
        for name, component in self.components.items():
            if name in self.read:
                self.checked |= {fact.message_id for fact in self.journal(name).facts}
            else:
                self.since[name] = 0 if self.from_the_first else head(component)
            self.read[name] = []

    def events(self) -> int:
        return sum(len(self.journal(name).events) for name in self.components)

    def journal(self, name: str) -> Journal:
        component, events = self.components[name], self.read[name]
        while batch := recorded_after(component.service, self.since[name], limit=1000):
            events += [event for _, event in batch]
            self.since[name] = batch[-1][0]
        facts = [fact for event in events if (fact := component.to_contract(event))]
        return Journal(facts, list(_received(events)), events)

    def check(self, published: Sequence[Published], ordered: bool = True) -> Findings:
        """The findings; before all the work is finished, facts not received yet count as lost."""
        findings = Findings()
        journals = {name: self.journal(name) for name in self.components}
        for name, journal in journals.items():
            findings.evenements += len(journal.events)
            heard = [(p.id, p.structure_id) for p in published if p.exchange == f"{name}.events"]
            seen = [fact for fact in heard if fact[0] not in self.checked]
            recorded = [(fact.message_id, fact.structure_id) for fact in journal.facts]
            findings.repetitions += len(heard) - len(set(seen))
            findings.livraisons += len(recorded)
            compare(findings, f"publié par {name}", recorded, list(dict.fromkeys(seen)), ordered)
        for name, component in self.components.items():
            for publisher, kinds in component.service.handlers.subscriptions().items():
                facts = [fact for fact in journals[publisher].facts if type(fact) in kinds]
                wanted = [(fact.message_id, fact.structure_id) for fact in facts]
                names = {str(kind.model_fields["type"].default) for kind in kinds}
                got = [
                    (id, subject)
                    for id, kind, subject in journals[name].received
                    if kind in names and subject
                ]
                findings.livraisons += len(wanted)
                compare(findings, f"{publisher} → {name}", wanted, got, ordered)
        self._effects(findings, journals)
        return findings

    def _effects(self, findings: Findings, journals: Mapping[str, Journal]) -> None:
        """Check each label's reactions, its right of each year due, and the mails' deliveries."""
        facts = journals["labellisation"].facts
        granted = [fact for fact in facts if isinstance(fact, StructureLabellisee)]
        labels = [fact.structure_id for fact in granted]
        due = [(fact.structure_id, annee) for fact in granted for annee in annees_dues(fact)]
        rights = [e for e in journals["funding"].events if type(e).__name__ in RIGHTS]
        opened = [(event.provenance["sujet"], event.annee) for event in rights]
        once(findings, "droit", due, opened)
        for service, kinds in EFFECTS.items():
            for kind in kinds:
                events = [e for e in journals[service].events if type(e).__name__ == kind]
                done = [event.provenance["sujet"] for event in events]
                once(findings, kind, labels, done)
        mails = journals["notifications"].events
        requested = [e.originator_id for e in mails if type(e).__name__ == "CourrielDemande"]
        sent = [e.originator_id for e in mails if type(e).__name__ == "CourrielRemis"]
        once(findings, "CourrielRemis", requested, sent)


def _received(events: Iterable[Any]) -> Iterator[tuple[UUID, str, UUID | None]]:
    for event in events:
        if isinstance(event, MessageRecu):
            provenance = event.provenance
            yield provenance["cause"], provenance["cause_type"], provenance.get("sujet")


def head(component: Component) -> int:
    return component.service.recorder.max_notification_id() or 0


def compare(
    findings: Findings, where: str, wanted: Sequence[Fact], got: Sequence[Fact], ordered: bool
) -> None:
    """Find the facts lost or doubled, and the structures whose facts are out of order."""
    once(findings, where, [id for id, _ in wanted], [id for id, _ in got])
    if ordered and by_structure(wanted) != by_structure(list(dict.fromkeys(got))):
        if not set(wanted) ^ set(got):
            findings.desordre.append(where)


def once(findings: Findings, where: str, wanted: Sequence[T], got: Sequence[T]) -> None:
    expected, found = Counter(wanted), Counter(got)
    findings.perdus += [f"{where} : {id}" for id in expected - found]
    findings.doubles += [f"{where} : {id}" for id in found - expected]


def by_structure(facts: Sequence[Fact]) -> dict[UUID, list[UUID]]:
    lines: dict[UUID, list[UUID]] = defaultdict(list)
    for id, structure_id in facts:
        lines[structure_id].append(id)
    return dict(lines)

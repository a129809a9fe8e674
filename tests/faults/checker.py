"""What was recorded against what was published, received and done: as sets, and in order.

It reads the event logs, which nothing can contradict, and never what a process says of itself.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from shared.contracts import Contract
from shared.contracts.labellisation import StructureLabellisee
from shared.log.readers import recorded_after
from shared.recording.store import MessageRecu
from shared.runtime.component import Component
from tests.faults.outside import Published

Fact = tuple[UUID, UUID]
"""Its identity, and the structure that it is about."""

EFFECTS = {
    "funding": ("DroitOuvert",),
    "onboarding": ("LienInscriptionEnvoye", "CompteStructureCree", "AnnexeGeneree"),
}


@dataclass
class Findings:
    """What the checker found; `livraisons` counts the facts that had to be received."""

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
    """What one service recorded since a position."""

    told: Sequence[Contract]
    received: Sequence[tuple[UUID, str, UUID | None]]
    events: Sequence[Any]


class Checker:
    def __init__(self, components: Mapping[str, Component]) -> None:
        self.components = components
        self.since: dict[str, int] = {}
        self.read: dict[str, list[Any]] = {}
        self.checked: set[UUID] = set()
        """The facts of the rounds before: said again, they are repeats."""

    def begin(self) -> None:
        """From now on: what came before has been checked."""
        for name in self.read:
            self.checked |= {fact.message_id for fact in self.journal(name).told}
        self.since = {
            name: each.service.recorder.max_notification_id() or 0
            for name, each in self.components.items()
        }
        self.read = {name: [] for name in self.components}

    def events(self) -> int:
        return sum(len(self.journal(name).events) for name in self.components)

    def journal(self, name: str) -> Journal:
        component, events = self.components[name], self.read[name]
        while batch := recorded_after(component.service, self.since[name], limit=1000):
            events += [event for _, event in batch]
            self.since[name] = batch[-1][0]
        told = [fact for event in events if (fact := component.to_contract(event))]
        return Journal(told, list(_received(events)), events)

    def check(self, published: Sequence[Published], ordered: bool = True) -> Findings:
        """Everything that was begun must be finished for it to be perfect."""
        findings = Findings()
        journals = {name: self.journal(name) for name in self.components}
        for name, journal in journals.items():
            findings.evenements += len(journal.events)
            heard = [(p.id, p.structure_id) for p in published if p.exchange == f"{name}.events"]
            seen = [fact for fact in heard if fact[0] not in self.checked]
            told = [(fact.message_id, fact.structure_id) for fact in journal.told]
            findings.repetitions += len(heard) - len(set(seen))
            findings.livraisons += len(told)
            compare(findings, f"publié par {name}", told, list(dict.fromkeys(seen)), ordered)
        for name, component in self.components.items():
            for publisher, kinds in component.service.handlers.subscriptions().items():
                wanted = [fact for fact in journals[publisher].told if type(fact) in kinds]
                told = [(fact.message_id, fact.structure_id) for fact in wanted]
                names = {str(kind.model_fields["type"].default) for kind in kinds}
                got = [
                    (id, subject)
                    for id, kind, subject in journals[name].received
                    if kind in names and subject
                ]
                findings.livraisons += len(told)
                compare(findings, f"{publisher} → {name}", told, got, ordered)
        self._effects(findings, journals)
        return findings

    def _effects(self, findings: Findings, journals: Mapping[str, Journal]) -> None:
        """For each label, each reaction once; each e-mail that was asked for, delivered once."""
        told = journals["labellisation"].told
        labels = [fact.structure_id for fact in told if isinstance(fact, StructureLabellisee)]
        for service, kinds in EFFECTS.items():
            for kind in kinds:
                events = [e for e in journals[service].events if type(e).__name__ == kind]
                done = [event.provenance["sujet"] for event in events]
                once(findings, kind, labels, done)
        mails = journals["notifications"].events
        asked = [e.originator_id for e in mails if type(e).__name__ == "CourrielDemande"]
        sent = [e.originator_id for e in mails if type(e).__name__ == "CourrielRemis"]
        once(findings, "CourrielRemis", asked, sent)


def _received(events: Iterable[Any]) -> Iterator[tuple[UUID, str, UUID | None]]:
    for event in events:
        if isinstance(event, MessageRecu):
            said = event.provenance
            yield said["cause"], said["cause_type"], said.get("sujet")


def compare(
    findings: Findings, where: str, told: Sequence[Fact], got: Sequence[Fact], ordered: bool
) -> None:
    """No more, no less, and for each structure in the order in which it was told."""
    once(findings, where, [id for id, _ in told], [id for id, _ in got])
    if ordered and by_structure(told) != by_structure(list(dict.fromkeys(got))):
        if not set(told) ^ set(got):
            findings.desordre.append(where)


def once(findings: Findings, where: str, wanted: Sequence[UUID], got: Sequence[UUID]) -> None:
    expected, found = Counter(wanted), Counter(got)
    findings.perdus += [f"{where} : {id}" for id in expected - found]
    findings.doubles += [f"{where} : {id}" for id in found - expected]


def by_structure(facts: Sequence[Fact]) -> dict[UUID, list[UUID]]:
    lines: dict[UUID, list[UUID]] = defaultdict(list)
    for id, structure_id in facts:
        lines[structure_id].append(id)
    return dict(lines)

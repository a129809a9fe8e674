"""The five services under hostile bodies, while the demonstration runs its course among them.

Before each message of the demonstration, changed copies of it are sent: the state that makes it
acceptable is there, so that a copy is recorded unless its change is refused. Requests and facts
that the demonstration does not use come from the published samples, with identities it made.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from console.acteurs import prefecture
from console.execution.embedded import InProcessBus, Programme, embedded_options
from console.execution.services import BUILDERS
from shared.clock import Clock
from shared.delivery.wire import commands_queue_name, encode, facts_queue_name, routing_key
from shared.liens import Signature
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.messages.raw import ACCOUNT, SUBJECT, RawMessage
from shared.recording.authorisations import charger_autorisations
from shared.runtime.component import Component, Settings
from shared.runtime.variables import defaults
from tests.contracts.language import COMMANDS, CONTRACTS
from tests.fuzz.mutations import Body, mutant, odd, places, put
from tests.fuzz.samples import bodies, is_internal

STUBBORN = 3
"""How often a reader may fail before it is left where it is, blocked."""
OTHERS = 2
"""The messages from a sample that are besieged with each one of the demonstration."""


@dataclass
class Seen:
    """What became of the bodies, and what should not have happened."""

    answers: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    refusals: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    @property
    def bodies(self) -> int:
        return sum(sum(counts.values()) for counts in self.answers.values())

    def total(self, status: str) -> int:
        return sum(counts[status] for counts in self.answers.values())


class Besieged(Programme):
    """A programme of which each message comes after changed copies of itself, `each` of them."""

    def __init__(
        self, components: Mapping[str, Component], signature: Signature, seed: int, each: int
    ) -> None:
        self.signature, self.components = signature, dict(components)
        self.random, self.each, self.seen = Random(seed), each, Seen()
        self.bus: InProcessBus = BesiegedBus(self)
        self.logs = {name: c.log_pass(self.bus) for name, c in self.components.items()}
        self.timed = {name: c.timed(self.bus) for name, c in self.components.items()}
        self.settled = {}
        self.failures: Counter[str] = Counter()
        self.known: dict[str, list[str]] = defaultdict(list)
        self.samples = bodies()
        self.others = cycle(sorted(self.samples))

    def send_all(self, commands: Sequence[Command]) -> list[Outcome]:
        return [self._send(command) for command in commands]

    def _send(self, command: Command) -> Outcome:
        self._learn(json.loads(encode(Envelope.starting(command))))
        kind = type(command).__name__
        self._besiege(kind, json.loads(encode(Envelope.starting(command))))
        for _ in range(OTHERS):
            self._besiege_another()
        [outcome] = super().send_all([command])
        self._learn({name: value for name, value in outcome.cree.items()})
        return outcome

    def heard(self, body: Any) -> None:
        """A fact is about to be told: learn its identities, and send changed copies of it."""
        payload = json.loads(body.model_dump_json())
        self._learn(payload)
        self._besiege(type(body).__name__, payload)

    def _besiege_another(self) -> None:
        """A message that the demonstration does not send, about what it made."""
        kind = next(self.others)
        self._besiege(kind, self._situated(kind, self.samples[kind]))

    def _besiege(self, kind: str, body: Body) -> None:
        for _ in range(self.each):
            given = {**body, "message_id": str(UUID(int=self.random.getrandbits(128)))}
            change = mutant if self.random.random() < 0.6 else odd
            for raw_message in self._raw(kind, change(given, self.random)):
                self._try(kind, raw_message)

    def _raw(self, kind: str, body: bytes) -> list[RawMessage]:
        if kind in COMMANDS:
            receiver = COMMANDS[kind].receiver()
            own = {ACCOUNT: receiver} if is_internal(COMMANDS[kind]) else {}
            return [RawMessage(commands_queue_name(receiver), kind, body, own)]
        contract = CONTRACTS[kind]
        alone = {SUBJECT: str(UUID(int=self.random.getrandbits(128)))}
        return [
            RawMessage(
                facts_queue_name(name, contract.publisher()), routing_key(contract), body, alone
            )
            for name, component in self.components.items()
            if contract in component.service.handlers.by_message
        ]

    def _try(self, kind: str, raw_message: RawMessage) -> None:
        reception = self.components[raw_message.queue.split(".")[0]].reception
        try:
            outcome = reception.take(raw_message)
        except Exception as error:
            return self._fault(kind, raw_message, f"levée : {error!r}")
        if outcome is None:
            kept = reception.parking.find(raw_message.key)
            why = f"{kept[0]['cause']} : {kept[0]['erreur'][:300]}" if kept else "perdu"
            return self._fault(kind, raw_message, f"sans réponse : {why}")
        self.seen.answers[kind][outcome.statut] += 1
        if outcome.statut != "ACCEPTE":
            self.seen.refusals[outcome.code] += 1
        if outcome.statut != "ACCEPTE" and not outcome.detail:
            self._fault(kind, raw_message, "refus sans raison")

    def _fault(self, kind: str, raw_message: RawMessage, what: str) -> None:
        self.seen.answers[kind]["SANS REPONSE"] += 1
        body = raw_message.body.decode(errors="replace")[:1500]
        self.seen.faults.append(f"{kind} ({raw_message.queue}) {what}\n    {body}")

    def _read(self, name: str) -> int:
        """As its parent; a reader that fails is tried again, then left where it is."""
        head = self.components[name].service.recorder.max_notification_id()
        if head is None or head == self.settled.get(name):
            return 0
        read = self._run(name, self.logs[name])
        if not read:
            self.settled[name] = head
        return read

    def _wake(self, name: str) -> int:
        return sum(self._run(name, each) for each in self.timed[name])

    def _run(self, service: str, reader: Any) -> int:
        named = f"{service}.{reader.name}"
        if self.failures[named] >= STUBBORN:
            return 0
        try:
            return int(reader.run())
        except Exception as error:
            self.failures[named] += 1
            if self.failures[named] == STUBBORN:
                self.seen.faults.append(f"{named} bloqué : {error!r}"[:2000])
            return 1

    def behind(self) -> list[str]:
        """The readers that are not at the end of their log."""
        return [
            f"{name}.{reader} : {component.model.position(reader)} sur {head}"
            for name, component in self.components.items()
            if (head := component.service.recorder.max_notification_id())
            for reader in component.reader_names()
            if component.model.position(reader) < head
        ]

    def _learn(self, value: Any, name: str = "") -> None:
        """Keep the identities of this message, by the name of their field."""
        if isinstance(value, dict):
            for step, each in value.items():
                self._learn(each, step)
        elif isinstance(value, list):
            for each in value:
                self._learn(each, name)
        elif (text := _identity(value)) and name != "message_id":
            self.known[name] = [*self.known[name][-40:], text]

    def _situated(self, kind: str, sample: Body) -> Body:
        """This sample, about what is known, by somebody who may ask for it."""
        body: Body = json.loads(json.dumps(sample))
        for path in list(places(body)):
            name = next(step for step in reversed(path) if isinstance(step, str))
            if self.known[name] and _identity(_at(body, path)):
                put(body, path, self.random.choice(self.known[name]))
        if kind in COMMANDS:
            body.pop("survenu_le", None)
            body["acteur"] = self._author(COMMANDS[kind], body)
        return body

    def _author(self, kind: type[Command], body: Body) -> Body:
        role = self.random.choice(sorted(charger_autorisations().roles(kind)))
        known = body.get("acteur", {})
        author = {**known, "role": role}
        if role == "PREFET":
            author |= json.loads(prefecture("15").model_dump_json(exclude_none=True))
        if role in ("PORTEUR", "AGENT") and "structure_id" in body:
            author["structure_id"] = body["structure_id"]
        return author


class BesiegedBus(InProcessBus):
    """Sends changed copies of each fact before the fact itself."""

    def __init__(self, programme: Besieged) -> None:
        super().__init__(list(programme.components.values()))
        self.programme = programme

    def publish(self, publisher: str, envelopes: Iterable[Envelope]) -> None:
        for envelope in envelopes:
            self.programme.heard(envelope.body)
            super().publish(publisher, [envelope])


def settings(url: str, clock: Clock, service: str, options: Mapping[str, str]) -> Settings:
    """The settings of a service on a database of PostgreSQL, under this clock."""
    from sqlalchemy.engine import make_url

    place = make_url(url).set(drivername="postgresql+psycopg")
    known = {**defaults(service), **options}
    store = {
        "PERSISTENCE_MODULE": "shared.recording.recorders.postgres",
        "CREATE_TABLE": "no",
        "POSTGRES_DBNAME": place.database or "",
        "POSTGRES_HOST": place.host or "",
        "POSTGRES_PORT": str(place.port or 5432),
        "POSTGRES_USER": place.username or "",
        "POSTGRES_PASSWORD": place.password or "",
    }
    return Settings(store, place.render_as_string(hide_password=False), known, clock)


def on_postgres(
    folder: Path, clock: Clock, urls: Mapping[str, str], options: Mapping[str, str]
) -> tuple[dict[str, Component], Signature]:
    """The five services, each on its own database; documents and keys are in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    known = {**embedded_options(folder), **options}
    built = {
        name: build(settings(urls[name], clock, name, known)) for name, build in BUILDERS.items()
    }
    return built, Signature(known["LINK_SECRET"])


def on_sqlite(
    folder: Path, clock: Clock, options: Mapping[str, str]
) -> tuple[dict[str, Component], Signature]:
    """The five services in files of this folder."""
    programme = Programme(folder, clock, options)
    return programme.components, programme.signature


def _identity(value: Any) -> str:
    try:
        return str(UUID(value)) if isinstance(value, str) and len(value) == 36 else ""
    except ValueError:
        return ""


def _at(body: Body, path: Sequence[str | int]) -> Any:
    value: Any = body
    for step in path:
        value = value[step]
    return value

"""The five services in one process, in a folder: no server, same handlers (ADR 0007)."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, cast

from console.execution.services import BUILDERS
from shared.clock import Clock
from shared.contracts import Contract
from shared.delivery.reception import consuming
from shared.delivery.wire import commands_queue_name, facts_queue_name
from shared.liens import Signature
from shared.log.entries import Entry, page_after
from shared.log.relay import Relay
from shared.log.set_aside import Lines
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.personal_data.master_keys import new_master_key
from shared.recording.batch import receive_each
from shared.runtime.component import Component
from shared.runtime.settings import embedded

Observer = Callable[[Contract], None]

PAGE_PORT = 8080
"""Where `page` listens, and where the links of a folder lead."""


class InProcessBus:
    """The log is the queue: each fact goes straight to the services that want it, in order.

    What a service cannot handle waits in its own tables, as it does on servers.
    """

    def __init__(self, components: Sequence[Component]) -> None:
        self.components = components
        self.observers: list[Observer] = []

    def publish(self, publisher: str, envelopes: Iterable[Envelope]) -> None:
        told = list(envelopes)
        for component in self.components:
            handled = component.service.handlers.by_message
            wanted = [each for each in told if type(each.body) in handled]
            component.reception.hand_over_all(facts_queue_name(component.name, publisher), wanted)
        for observer in self.observers:
            for each in told:
                observer(cast(Contract, each.body))

    def answer(self, address: str, correlation_id: str, outcome: Outcome) -> None:
        """Does nothing: `Programme.send` returns the answer to the caller."""


def already_told(component: Component) -> Iterator[Contract]:
    """The facts that the relay of this service has published, from the first."""
    position, end = 0, component.model.position(Relay.name)
    while page := page_after(component.service, position, stop=end):
        yield from (fact for _, fact in Lines().flowing(page.entries, partial(_told, component)))
        position = page.end


def _told(component: Component, entry: Entry) -> Contract | None:
    return component.to_contract(entry.event)


class Programme:
    """The five services of a folder: send a command, then settle its consequences.

    `signature` signs the links of e-mails: those who play the structures open them with it.
    """

    def __init__(self, folder: Path, clock: Clock, options: Mapping[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        known = {**embedded_options(folder), **options}
        self.signature = Signature(known["LINK_SECRET"])
        self.components = {
            name: build(embedded(name, folder, clock, known)) for name, build in BUILDERS.items()
        }
        self.bus = InProcessBus(list(self.components.values()))
        self.logs = {name: c.log_pass(self.bus) for name, c in self.components.items()}
        self.timed = {name: c.timed(self.bus) for name, c in self.components.items()}
        self.settled: dict[str, int | None] = {}

    def observe(self, observer: Observer) -> None:
        """Call the observer for each fact since the beginning, then for each new one."""
        for component in self.components.values():
            for fact in already_told(component):
                observer(fact)
        self.bus.observers.append(observer)

    def send(self, command: Command) -> Outcome:
        [outcome] = self.send_all([command])
        return outcome

    def send_all(self, commands: Sequence[Command]) -> list[Outcome]:
        """The answer to each command, in their order; neighbours are recorded at once."""
        outcomes: list[Outcome] = []
        for receiver, group in groupby(commands, lambda command: command.receiver()):
            service = self.components[receiver].service
            step = partial(consuming, commands_queue_name(receiver))
            outcomes += receive_each(service, [*map(Envelope.starting, group)], step)
        return outcomes

    def settle(self) -> None:
        """Run every reader of every log until a whole round finds nothing new."""
        while sum(self._read(name) + self._wake(name) for name in self.components):
            pass

    def _read(self, name: str) -> int:
        """0 without reading, if the log has not grown since all its readers were at its end."""
        head = self.components[name].service.recorder.max_notification_id()
        if head is None or head == self.settled.get(name):
            return 0
        read = self.logs[name].run()
        if not read:
            self.settled[name] = head
        return read

    def _wake(self, name: str) -> int:
        return sum(each.run() for each in self.timed[name])

    def next_due(self) -> datetime | None:
        """The date of the next deadline or retry, if any."""
        dates = [each.next_due() for timed in self.timed.values() for each in timed]
        known = [date for date in dates if date]
        return datetime.fromisoformat(min(known)) if known else None

    def rows(self, service: str, sql: str) -> list[dict[str, Any]]:
        return self.components[service].model.query(sql)

    def close(self) -> None:
        for component in self.components.values():
            component.close()


def keeping_emails(folder: Path) -> dict[str, str]:
    """The options of a run whose e-mails are written in its folder: nobody receives them."""
    return {"SMTP_DOSSIER": str(folder / "courriels")}


def embedded_options(folder: Path) -> dict[str, str]:
    """The options of services in a folder, in place of the environment."""
    return {
        "DOCUMENTS": str(folder),
        "LINK_ADDRESS": f"http://127.0.0.1:{PAGE_PORT}/inscription",
        "LINK_SECRET": _made_once(folder / "secret", partial(secrets.token_urlsafe, 32)),
        "MASTER_KEY": _made_once(folder / "cle-maitresse", new_master_key),
    }


def _made_once(path: Path, make: Callable[[], str]) -> str:
    """A secret of this folder, readable by its owner only."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(make())
    return path.read_text()

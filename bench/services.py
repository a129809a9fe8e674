"""Our services at work, with their real database, broker and processes."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from console.demo import DEBUT
from console.geographie import charger, lire_dossier
from console.importation import commande
from console.remote import Remote
from services.labellisation.commands import RemonterStructure, SignalerStructure
from services.labellisation.tableau import lire_tableau
from shared.application import Service
from shared.component import Component
from shared.messages import Envelope
from shared.publisher import RabbitPublisher
from shared.relay import Relay
from shared.tails import recorded_after
from tests.faults.banc import remontee
from tests.journeys.parcours import ECHANTILLON

ROOT = Path(__file__).parents[1]


def modele() -> RemonterStructure:
    lu = lire_tableau(ECHANTILLON / "tableau_remontee.csv", departement="15")
    return commande(lu, lu.lignes[0], DEBUT)


class Demandes:
    """New structures, each put forward then signalled: two commands, of which one is told."""

    def __init__(self) -> None:
        self.modele, self.number = modele(), 0

    def remontees(self, count: int) -> list[RemonterStructure]:
        first, self.number = self.number + 1, self.number + count
        return [remontee(self.modele, rank) for rank in range(first, self.number + 1)]


def signalement(demande: RemonterStructure) -> SignalerStructure:
    return SignalerStructure(
        message_id=uuid5(demande.message_id, "signalement"),
        acteur=demande.acteur,
        structure_id=demande.structure_id,
    )


def receiving(service: Service, commands: Sequence[Any]) -> list[Callable[[], object]]:
    def one(command: Any) -> None:
        assert service.receive(Envelope.starting(command)).accepted

    return [partial(one, command) for command in commands]


def relay_all(component: Component, uri: str) -> None:
    bus = RabbitPublisher(uri)
    relay = Relay(component.service, component.model, component.to_contract, bus)
    while relay.run():
        pass
    bus.close()


def replay_all(component: Component) -> None:
    position = 0
    while events := recorded_after(component.service, position, limit=1000):
        position = events[-1][0]


def geography(component: Component) -> None:
    charger(component, lire_dossier(ECHANTILLON, 2024))


@contextmanager
def process(service: str, role: str, environment: Mapping[str, str], log: Path) -> Iterator[Any]:
    words = [sys.executable, "-m", "console", "run", service, "--role", role]
    with log.open("ab") as output:
        running = subprocess.Popen(
            words, cwd=ROOT, env=dict(environment), stdout=output, stderr=output
        )
    try:
        yield running
    finally:
        running.terminate()
        running.wait(60)


def known_to(component: Component, message_id: UUID) -> bool:
    return bool(component.service.recorder.select_events(message_id, limit=1))


def until(condition: Callable[[], bool]) -> None:
    while not condition():
        time.sleep(0.0005)


def handled(component: Component, since: int) -> list[datetime]:
    """When each message was recorded, in the order of the log."""
    moments, position = [], since
    while events := recorded_after(component.service, position, limit=1000):
        moments += [e.timestamp for _, e in events if type(e).__name__ == "MessageRecu"]
        position = events[-1][0]
    return moments


def asking(remotes: Sequence[Remote], commands: Sequence[Any]) -> list[list[Callable[[], object]]]:
    """The commands dealt to so many clients, each of which waits for its answers."""
    shares = [commands[rank :: len(remotes)] for rank in range(len(remotes))]
    return [
        [partial(remote.send, command) for command in share]
        for remote, share in zip(remotes, shares, strict=True)
    ]


def peak_memory(pid: int) -> int:
    """In megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024

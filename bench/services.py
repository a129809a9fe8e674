"""Our services at work: what is asked of them, and what is seen of it in their log."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from time import perf_counter, sleep
from uuid import UUID, uuid5

from console.demo import DEBUT
from console.importation import commande
from services.labellisation.commands import RemonterStructure, SignalerStructure
from services.labellisation.domain import Dossier
from services.labellisation.tableau import lire_tableau
from shared.application import rebuilt
from shared.component import Component
from shared.domain import Aggregate
from shared.messages import Envelope
from shared.store import MessageRecu
from shared.tails import recorded_after
from shared.wire import encode
from tests.faults.banc import remontee
from tests.journeys.parcours import ECHANTILLON

ALL = 10_000_000
PAGE = 1000
PATIENCE = 60.0


class Demandes:
    """New structures; the clients share them, each is put forward once."""

    def __init__(self) -> None:
        lu = lire_tableau(ECHANTILLON / "tableau_remontee.csv", departement="15")
        self.modele = commande(lu, lu.lignes[0], DEBUT)
        self.numbers = count(1)

    def remontees(self) -> Iterator[RemonterStructure]:
        for number in self.numbers:
            yield remontee(self.modele, number)


def signalement(demande: RemonterStructure) -> SignalerStructure:
    return SignalerStructure(
        message_id=uuid5(demande.message_id, "signalement"),
        acteur=demande.acteur,
        structure_id=demande.structure_id,
    )


def told(command: SignalerStructure) -> UUID:
    """The fact that this command will have told: the second event of its file."""
    return uuid5(Dossier.create_id(command.structure_id), "2")


def receive(component: Component, command: RemonterStructure | SignalerStructure) -> None:
    assert component.service.receive(Envelope.starting(command)).accepted


def bodies(component: Component) -> list[bytes]:
    """The facts that the whole log tells, as they travel."""
    facts = (component.to_contract(e) for _, e in recorded_after(component.service, 0, ALL))
    return [encode(Envelope.starting(fact)) for fact in facts if fact]


def replay(component: Component) -> Iterator[int]:
    """Decode the whole log and rebuild every aggregate from it, a page at a time."""
    aggregates: dict[UUID, Aggregate] = {}
    position = 0
    while events := recorded_after(component.service, position, PAGE):
        for _, event in events:
            if not isinstance(event, MessageRecu):
                known = aggregates.get(event.originator_id)
                aggregates[event.originator_id] = rebuilt(known, [event])
        position = events[-1][0]
        yield len(events)


def handled(component: Component) -> list[datetime]:
    """When each message was recorded, in the order of the log."""
    events = recorded_after(component.service, 0, ALL)
    return [event.timestamp for _, event in events if isinstance(event, MessageRecu)]


class Watch:
    """When each message, from now on, was first seen in a service's log."""

    def __init__(self, component: Component) -> None:
        self.recorder = component.service.recorder
        self.position = self.recorder.max_notification_id() or 0
        self.seen: dict[UUID, float] = {}

    def look(self, pause: float) -> None:
        receipts = self.recorder.select_notifications(
            self.position, PAGE, topics=[MessageRecu.TOPIC], inclusive_of_start=False
        )
        for receipt in receipts:
            self.seen[receipt.originator_id] = perf_counter()
            self.position = receipt.id
        sleep(pause)

    def until(self, number: int, pause: float) -> None:
        """Until so many were seen; gives up when nothing new is seen for a minute."""
        known, limit = len(self.seen), perf_counter() + PATIENCE
        while len(self.seen) < number:
            self.look(pause)
            if len(self.seen) > known:
                known, limit = len(self.seen), perf_counter() + PATIENCE
            assert perf_counter() < limit, f"{known} messages of {number}"


def caught_up(component: Component) -> bool:
    """Has the worker read all that is recorded?"""
    readers = ["relay", *(tail.name for tail in component.projection_tails())]
    last = component.service.recorder.max_notification_id() or 0
    return all(component.model.position(reader) >= last for reader in readers)

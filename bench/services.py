"""Our services at work: the commands sent to them, and their effects in the log."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import count
from threading import Condition, Event
from typing import Any
from uuid import UUID, uuid5

from console.essai.demo import DEBUT
from console.imports.importation import commande
from services.labellisation.dossier.commands import RemonterStructure, SignalerStructure
from services.labellisation.dossier.domain.dossier import Dossier
from services.labellisation.tableau.questions import lire_tableau
from shared.contracts.labellisation import StructureSignalee
from shared.delivery.wire import encode
from shared.log.readers import recorded_after
from shared.messages.envelope import Envelope
from shared.recording.aggregates import Aggregate
from shared.recording.application import rebuilt
from shared.recording.receipts import receipt_id
from shared.recording.store import MessageRecu
from shared.runtime.component import Component
from tests.faults.site import remontee
from tests.journeys.parcours import ECHANTILLON

ALL = 10_000_000
PAGE = 1000
PATIENCE = 120.0
AT_LEAST = 0.2
"""Seconds between two looks at the log, if no notification comes."""
MESURE = "mesure, datée de la première vague"


class Demandes:
    """New structures, shared by the clients: each is put forward once."""

    def __init__(self) -> None:
        lu = lire_tableau(ECHANTILLON / "tableau_remontee.csv", departement="15")
        en_2019 = commande(lu, lu.lignes[0], DEBUT)
        self.modele = en_2019.model_copy(update={"motif_retard": MESURE})
        self.numbers = count(1)

    def remontees(self) -> Iterator[RemonterStructure]:
        for number in self.numbers:
            yield remontee(self.modele, number)


def emptying(demandes: list[RemonterStructure]) -> Iterator[RemonterStructure]:
    """Take the commands from the list, which several clients may share."""
    with suppress(IndexError):
        while True:
            yield demandes.pop()


def signalement(demande: RemonterStructure) -> SignalerStructure:
    return SignalerStructure(
        message_id=uuid5(demande.message_id, "signalement"),
        acteur=demande.acteur,
        structure_id=demande.structure_id,
        survenu_le=demande.survenu_le,
        motif_retard=demande.motif_retard,
    )


def receipt_of_the_fact(command: SignalerStructure) -> UUID:
    """The receipt that another service keeps of the fact: the second event of the file."""
    fact_id = uuid5(Dossier.create_id(command.structure_id), "2")
    return receipt_id(Envelope.starting(StructureSignalee.model_construct(message_id=fact_id)))


def receive(component: Component, command: RemonterStructure | SignalerStructure) -> None:
    assert component.service.receive(Envelope.starting(command)).accepted


def bodies(component: Component) -> list[bytes]:
    """The facts of the whole log, encoded as for the broker."""
    facts = (component.to_contract(e) for _, e in recorded_after(component.service, 0, ALL))
    return [encode(Envelope.starting(fact)) for fact in facts if fact]


def replay(component: Component) -> Iterator[int]:
    """Decode the whole log and rebuild every aggregate from it, a page at a time."""
    aggregates: dict[UUID, Aggregate] = {}
    position = 0
    while events := recorded_after(component.service, position, PAGE):
        for _, event in events:
            if not isinstance(event, MessageRecu):
                before = aggregates.get(event.originator_id)
                aggregates[event.originator_id] = rebuilt(before, [event])
        position = events[-1][0]
        yield len(events)


def handled(component: Component) -> list[datetime]:
    """The recording time of each message, in the order of the log; none may be refused."""
    events = recorded_after(component.service, 0, ALL)
    receipts = [event for _, event in events if isinstance(event, MessageRecu)]
    refused = {receipt.detail for receipt in receipts if receipt.statut != "ACCEPTE"}
    assert not refused, refused
    return [receipt.timestamp for receipt in receipts]


class Watch:
    """Watches a service's log from now on, and wakes the threads that wait for a receipt.

    The server says when there is something to read: looking often would take a core of those that
    are measured.
    """

    def __init__(self, component: Component) -> None:
        self.recorder: Any = component.service.recorder
        self.position = self.recorder.max_notification_id() or 0
        self.seen: set[UUID | str] = set()
        self.news, self.over = Condition(), Event()

    @contextmanager
    def looking(self) -> Iterator[None]:
        with ThreadPoolExecutor(1) as pool:
            looking = pool.submit(self._look)
            try:
                yield
            finally:
                self.over.set()
            looking.result()

    def wait_for(self, receipt: UUID) -> None:
        self._wait(lambda: receipt in self.seen)

    def wait_for_all(self, number: int) -> None:
        self._wait(lambda: len(self.seen) >= number)

    def _wait(self, condition: Callable[[], bool]) -> None:
        with self.news:
            assert self.news.wait_for(condition, PATIENCE), f"{len(self.seen)} messages seen"

    def _look(self) -> None:
        with self.recorder.datastore.get_connection() as connection:
            connection.execute(f'LISTEN "{self.recorder.channel_name}"')
            while not self.over.is_set():
                while self._tell():
                    pass
                for _ in connection.notifies(timeout=AT_LEAST, stop_after=1):
                    pass
            connection.execute("UNLISTEN *")

    def _tell(self) -> bool:
        receipts = self.recorder.select_notifications(
            self.position, PAGE, topics=[MessageRecu.TOPIC], inclusive_of_start=False
        )
        if receipts:
            self.position = receipts[-1].id
            with self.news:
                self.seen |= {receipt.originator_id for receipt in receipts}
                self.news.notify_all()
        return bool(receipts)


def caught_up(component: Component) -> bool:
    """True if the worker has read the whole log."""
    last = component.service.recorder.max_notification_id() or 0
    return all(component.model.position(reader) >= last for reader in component.reader_names())

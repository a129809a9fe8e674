"""Deux cents bus à la fois, deux répliques du financement : cent aides, pas un euro de plus."""

import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from unittest.mock import patch
from uuid import UUID, uuid5

import psycopg
import pytest
from eventsourcing.persistence import IntegrityError

from console.execution.remote import Remote
from services.funding.component import build
from services.funding.itinerance.commands import (
    AccorderAideBus,
    InscrireBus,
    LibererReservation,
)
from services.funding.itinerance.questions import EtatEnveloppe, etat_de_l_enveloppe
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.rabbitmq.publisher import RabbitPublisher
from shared.rabbitmq.rights import CONSOLE
from shared.read_model import ReadModel
from shared.runtime.component import Component
from shared.runtime.settings import from_environment
from tests.funding.mobiles import labellisee
from tests.journeys.drivers import process_environment
from tests.journeys.regularisation import MOTIF
from tests.servers.addresses import Servers
from tests.servers.children import Children
from tests.servers.isolation import accounts, databases, sqlalchemy_url, vhost

CODE, ENVELOPPE = "ITINERANCE-2020", 3_000_000_00
BUS = [UUID(int=7_000 + n) for n in range(200)]
BANQUE = Acteur(role="BANQUE_DES_TERRITOIRES", id="Banque des territoires")
RENDUS = range(3, 13)
"""Les places de ceux qui renoncent."""
LE = datetime(2020, 11, 16, 9, tzinfo=UTC)
"""Tous les courriers arrivent au même instant (C.7-11)."""
GUICHETS, PATIENCE, SMTP_PORT = 8, 120.0, 25
MOUVEMENTS = """SELECT topic, convert_from(state, 'UTF8') FROM funding_events
    WHERE topic IN ('funding.AideBusReservee', 'funding.ReservationLiberee')
    ORDER BY notification_id"""


def demande(kind: type[Command], bus: UUID, **dit: object) -> Command:
    champs = {"acteur": BANQUE, "structure_id": bus, "programme": CODE, "survenu_le": LE, **dit}
    messages = {"message_id": uuid5(bus, kind.__name__), "motif_retard": MOTIF}
    return kind.model_validate({**messages, **champs})


def inscription(bus: UUID) -> Command:
    return demande(InscrireBus, bus, format="BUS")


def accord(bus: UUID) -> Command:
    return demande(AccorderAideBus, bus, mise_en_service=date(2020, 12, 15))


def liberation(bus: UUID) -> Command:
    return demande(LibererReservation, bus, raison="le porteur renonce")


@dataclass
class Repliques:
    """Deux processus de service et un de lecture, que l'on interroge de plusieurs endroits."""

    active: "subprocess.Popen[bytes]"
    compte: str
    base: str
    model: ReadModel

    def demander(self, *demandes: Command) -> list[Outcome]:
        """Toutes à la fois, par huit guichets ; les réponses dans leur ordre."""
        parts = [demandes[n::GUICHETS] for n in range(GUICHETS)]
        with ThreadPoolExecutor(GUICHETS) as guichets:
            recues = list(guichets.map(self._guichet, parts))
        par_message = {id: reponse for recue in recues for id, reponse in recue.items()}
        return [par_message[each.message_id] for each in demandes]

    def _guichet(self, demandes: Sequence[Command]) -> dict[UUID, Outcome]:
        remote = Remote(self.compte)
        try:
            return {each.message_id: remote.send(each) for each in demandes}
        finally:
            remote.close()

    def enveloppe(self, suivie: Callable[[EtatEnveloppe], bool]) -> EtatEnveloppe:
        """Ce que dit la question, une fois que les tables ont suivi."""

        def lue() -> bool:
            etat = etat_de_l_enveloppe(self.model, CODE)
            return etat is not None and suivie(etat)

        attendre(lue)
        etat = etat_de_l_enveloppe(self.model, CODE)
        assert etat
        return etat

    def engagements(self) -> Iterator[int]:
        """Ce que le journal a engagé, après chacun de ses événements."""
        engage = 0
        with psycopg.connect(self.base) as session:
            for topic, state in session.execute(MOUVEMENTS):
                montant = int(json.loads(state)["montant_centimes"])
                engage += montant if topic == "funding.AideBusReservee" else -montant
                yield engage


def attendre(condition: Callable[[], bool]) -> None:
    limite = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < limite
        sleep(0.1)


@contextmanager
def deux_repliques(folder: Path, servers: Servers) -> Iterator[Repliques]:
    """Le financement seul, tel qu'on le déploie, et les deux cents labels annoncés.

    La première réplique lit seule la file ; l'autre attend derrière elle.
    """
    with (
        databases(servers, ["funding"]) as urls,
        vhost(servers) as uri,
        accounts(servers, uri) as allowed,
        ExitStack() as closing,
    ):
        environment = process_environment(folder, SMTP_PORT, urls, uri)
        environment["FUNDING_AMQP_URI"] = allowed["funding"]
        model = ReadModel(sqlalchemy_url(urls["funding"]))
        closing.callback(model.close)
        children = closing.enter_context(Children())
        start = partial(lancer, children, folder, environment)
        lances = [start("worker", 1), start("service", 1)]
        annoncer(allowed["labellisation"])
        attendre(lambda: len(model.query("SELECT * FROM situations_bus")) == len(BUS))
        lances.append(start("service", 2))
        attendre(lambda: "Connected" in (folder / "service-2.log").read_text())
        yield Repliques(lances[1], allowed[CONSOLE], urls["funding"], model)
        vivants = [each for each in lances if each.poll() is None]
        assert set(children.end(*vivants)) == {0}


def lancer(
    children: Children, folder: Path, environment: Mapping[str, str], role: str, numero: int
) -> "subprocess.Popen[bytes]":
    words = [sys.executable, "-m", "console", "run", "funding", "--role", role]
    return children.start(words, folder / f"{role}-{numero}.log", environment)


def annoncer(compte: str) -> None:
    """La labellisation annonce que chacune de ces structures est un bus labellisé."""
    publisher = RabbitPublisher(compte)
    try:
        publisher.publish("labellisation", [Envelope.starting(labellisee(bus)) for bus in BUS])
    finally:
        publisher.close()


def etats(enveloppe: EtatEnveloppe) -> Counter[str]:
    return Counter(bus["etat"] for bus in enveloppe["bus"])


def test_deux_cents_bus_a_la_fois_et_cent_aides_a_041_x_09_inv_11(
    servers: Servers, tmp_path: Path
) -> None:
    """Jamais un euro de plus que l'enveloppe, quel que soit l'instant où on la regarde."""
    with deux_repliques(tmp_path, servers) as repliques:
        places = inscrire_pendant_une_panne(repliques)
        accorder(repliques, places)
        liberer(repliques, places)

        engages = list(repliques.engagements())
        assert max(engages) == engages[-1] == ENVELOPPE
        assert len(engages) == 100 + 2 * len(RENDUS)


def inscrire_pendant_une_panne(repliques: Repliques) -> list[UUID]:
    """La réplique qui répond meurt en plein travail, l'autre prend la suite ; rend les places."""
    with ThreadPoolExecutor(1) as ailleurs:
        inscrits = ailleurs.submit(repliques.demander, *map(inscription, BUS))
        attendre(lambda: len(list(repliques.engagements())) > 20)
        repliques.active.send_signal(signal.SIGKILL)
        assert all(each.accepted for each in inscrits.result())

    pleine = repliques.enveloppe(lambda each: len(each["bus"]) == len(BUS))
    assert [bus["etat"] for bus in pleine["bus"]] == ["RESERVEE"] * 100 + ["EN_ATTENTE"] * 100
    assert (pleine["engage_centimes"], pleine["reste_centimes"]) == (ENVELOPPE, 0)
    return [UUID(bus["structure_id"]) for bus in pleine["bus"]]


def accorder(repliques: Repliques, places: Sequence[UUID]) -> None:
    """Cent aides, et rien à ceux qui attendent."""
    reponses = repliques.demander(*map(accord, places[:110]))

    assert [each.accepted for each in reponses] == [True] * 100 + [False] * 10
    assert {each.code for each in reponses[100:]} == {"AideNonReservee"}


def liberer(repliques: Repliques, places: Sequence[UUID]) -> None:
    """Ce qui se libère va aux premiers de ceux qui attendent (C.7-10)."""
    rendus = [places[place] for place in RENDUS]
    assert all(each.accepted for each in repliques.demander(*map(liberation, rendus)))

    apres = repliques.enveloppe(lambda each: etats(each)["LIBEREE"] == len(rendus))
    promus = [bus["structure_id"] for bus in apres["bus"] if bus["etat"] == "RESERVEE"]
    assert promus == [str(bus) for bus in places[100 : 100 + len(rendus)]]
    assert apres["engage_centimes"] == ENVELOPPE


@pytest.fixture
def deux_bases(servers: Servers, tmp_path: Path) -> Iterator[list[Component]]:
    """Deux assemblages du financement sur une même base, qui ne se savent pas."""
    with databases(servers, ["funding"]) as urls, ExitStack() as closing:
        environment = process_environment(tmp_path, SMTP_PORT, urls, servers.rabbitmq)
        with patch.dict("os.environ", environment):
            both = [build(from_environment("funding")) for _ in range(2)]
        for each in both:
            closing.callback(each.close)
        yield both


def test_deux_ecritures_qui_se_croisent_ne_depassent_pas_l_enveloppe_inv_11(
    deux_bases: list[Component],
) -> None:
    """La file n'a qu'un lecteur à la fois ; quand l'un passe la main, un instant ils sont deux."""
    une, autre = deux_bases
    for bus in BUS[:130]:
        assert une.service.receive(Envelope.starting(labellisee(bus))).accepted

    with ThreadPoolExecutor(2) as ensemble:
        parts = ((une, BUS[:130:2]), (autre, BUS[1:130:2]))
        list(ensemble.map(lambda part: inscrire(*part), parts))

    enveloppes = [projetee(each) for each in deux_bases]
    assert [etats(each) for each in enveloppes] == [{"RESERVEE": 100, "EN_ATTENTE": 30}] * 2
    assert sorted(bus["rang"] for bus in enveloppes[0]["bus"]) == list(range(1, 131))


def inscrire(component: Component, buses: Sequence[UUID]) -> None:
    """Ce que le courtier redonne tant que ce n'est pas fait, comme il le ferait."""
    for bus in buses:
        while True:
            try:
                assert component.service.receive(Envelope.starting(inscription(bus))).accepted
                break
            except IntegrityError:
                continue


def projetee(component: Component) -> EtatEnveloppe:
    for reader in component.projection_readers():
        while reader.run():
            pass
    etat = etat_de_l_enveloppe(component.model, CODE)
    assert etat
    return etat

"""The acts: each begins a fault, lets the services work under it, and lifts it."""

import random
import socket
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from threading import Thread

import psycopg
from kombu import Connection
from psycopg import sql

from console.execution.services import BUILDERS, applications
from shared.clock import SystemClock
from shared.contracts.audit import AuditDeclenche
from shared.rabbitmq.topology import events_exchange
from tests.faults.processes import everyone
from tests.faults.rig import Rig
from tests.faults.site import CHARGE, en_charge

NAMES = tuple(BUILDERS)
PUBLIENT = ("labellisation", "audit", "funding", "onboarding")
AGISSENT = ("onboarding", "notifications")
ABSENCE = 5_000
JOUR = timedelta(days=1)
PATIENT = {"socket_settings": {socket.TCP_USER_TIMEOUT: 60_000}}
"""RabbitMQ holds back who publishes faster than it writes, for longer than the library's second."""
TIENT = 2.0
PLUS_QUE_LE_VERROU = 7.0
GARBAGE = (b"\xff\xfe\x00", b"{", b'{"message_id": "lui"}', b"")


def rien(rig: Rig) -> None:
    rig.demander(CHARGE)


def tuer(role: str, moment: str, times: int, who: Sequence[str] = NAMES) -> Callable[[Rig], None]:
    """Kill one process of each of these services, once, at this moment."""

    def acte(rig: Rig) -> None:
        rig.armer(who, role, moment, times)
        with en_charge(rig):
            rig.attendre(lambda: not any(rig.arms.iterdir()))

    return acte


def tuer_tout(rig: Rig) -> None:
    for _ in range(3):
        with en_charge(rig, 3):
            for who in everyone():
                rig.processes.kill(who)
            time.sleep(TIENT)


def relancer_le_courtier(rig: Rig) -> None:
    with en_charge(rig):
        rig.rabbitmq.stop()
        rig.rabbitmq.start()
        rig.servers.once_answering()


def tuer_le_courtier(rig: Rig) -> None:
    with en_charge(rig):
        rig.rabbitmq.kill()
        rig.rabbitmq.start()
        rig.servers.once_answering()


def tuer_la_base(rig: Rig) -> None:
    with en_charge(rig):
        rig.postgres.kill()
        time.sleep(TIENT)
        rig.postgres.start()
        rig.servers.once_answering()
        rig.rouvrir()


def couper(which: int) -> Callable[[Rig], None]:
    def acte(rig: Rig) -> None:
        for _ in range(2):
            with en_charge(rig, CHARGE // 2):
                rig.proxies[which].cut()
                time.sleep(TIENT)
                rig.proxies[which].restore()

    return acte


def geler(rig: Rig) -> None:
    with en_charge(rig):
        for proxy in rig.proxies:
            proxy.freeze()
        time.sleep(2 * TIENT)
        for proxy in rig.proxies:
            proxy.restore()


def ralentir(rig: Rig) -> None:
    """Delay each chunk by 20 ms, both ways."""
    for proxy in rig.proxies:
        proxy.delay = 0.02
    with en_charge(rig, CHARGE // 2):
        time.sleep(2 * TIENT)
    for proxy in rig.proxies:
        proxy.restore()


def republier(rig: Rig) -> None:
    """Publish again every message that `outside` has received, twice, in a random order."""
    with en_charge(rig):
        with Connection(rig.servers.rabbitmq, transport_options=PATIENT) as connection:
            channel = connection.channel()
            copies = 2 * rig.outside.copies
            random.Random(1).shuffle(copies)
            for exchange, key, body, headers in copies:
                message = channel.prepare_message(body, headers=headers)
                channel.basic_publish(message, exchange=exchange, routing_key=key)
            channel.close()


def desordonner(rig: Rig) -> None:
    """Stop the consumers; take the messages that wait for them, shuffle and republish them."""
    for service in BUILDERS:
        rig.processes.stop((service, "service", 0))
    rig.processes.start(("labellisation", "service", 0))
    rig.processes.start(("audit", "service", 0))
    rig.demander(CHARGE)
    rig.attendre(lambda: rig.labels() == rig.structures)
    rig.melanger(["onboarding.labellisation.events", "notifications.labellisation.events"])
    for service in ("funding", "onboarding", "notifications"):
        rig.processes.start((service, "service", 0))


def empoisonner(rig: Rig) -> None:
    """Publish invalid bytes on every exchange that feeds a queue."""
    with en_charge(rig), Connection(rig.servers.rabbitmq) as connection:
        channel = connection.channel()
        for service in applications():
            exchanges = [f"{service.name}.commands", events_exchange(service.name).name]
            for exchange in exchanges:
                for octets in GARBAGE:
                    message = channel.prepare_message(octets, headers={})
                    key = "StructureLabellisee" if exchange.endswith("events") else "Labelliser"
                    channel.basic_publish(message, exchange=exchange, routing_key=key)


def tenir_une_insertion(rig: Rig) -> None:
    """Hold an insertion longer than writers wait for the table; it commits with an older number."""
    labellisation = rig.components["labellisation"]
    events = sql.Identifier(vars(labellisation.service.recorder)["events_table_name"])
    insert = sql.SQL("INSERT INTO {} VALUES (%s, %s, %s, %s)").format(events)
    with psycopg.connect(rig.databases["labellisation"]) as held:
        held.execute(insert, rig.evenement_anodin())
        asking = Thread(target=rig.demander, args=(CHARGE,), daemon=True)
        asking.start()
        time.sleep(PLUS_QUE_LE_VERROU)
        held.commit()
    asking.join()


def deux_relais(rig: Rig) -> None:
    """Run two workers per service, and end the session of the leader three times."""
    for service in BUILDERS:
        rig.processes.start((service, "worker", 1))
        rig.attendre(partial(rig.processes.says, (service, "worker", 1), "attend"))
    with en_charge(rig, 3 * CHARGE):
        for _ in range(3):
            rig.detroner()
            time.sleep(TIENT / 2)
    for service in BUILDERS:
        rig.processes.stop((service, "worker", 1))


def relais_sans_verrou(rig: Rig) -> None:
    """Run two workers that both believe that they lead: all is published twice."""
    for service in BUILDERS:
        rig.processes.start((service, "worker", 2), FAULTS_FLAW="sans-verrou")
        rig.attendre(partial(rig.processes.says, (service, "worker", 2), "la main"))
    rig.proxies[1].delay = 0.02  # slow publications, so that both workers publish at once
    rig.demander(CHARGE)
    rig.attendre(lambda: rig.labels() == rig.structures)
    rig.proxies[1].restore()
    for service in BUILDERS:
        rig.processes.stop((service, "worker", 2))


def deux_services(rig: Rig) -> None:
    """Run a second reader per queue; kill the first one at work, and the other goes on."""
    for service in BUILDERS:
        rig.processes.start((service, "service", 1))
    with en_charge(rig):
        for service in BUILDERS:
            rig.processes.kill((service, "service", 0))
    for service in BUILDERS:
        rig.processes.stop((service, "service", 1))


def arreter_en_charge(rig: Rig) -> None:
    for _ in range(2):
        with en_charge(rig, CHARGE // 2):
            codes = [rig.processes.stop(who) for who in everyone()]
            assert codes == [0] * len(codes), codes
            for who in everyone():
                rig.processes.start(who)


def s_absenter(rig: Rig) -> None:
    """Stop the broker, record a day of events beside it with the people away, start it again."""
    rig.outside.muet = True
    rig.rabbitmq.stop()
    hier = SystemClock().now() - JOUR
    for rang in range(ABSENCE):
        rig.enregistrer_sans_courtier(hier + rang * JOUR / ABSENCE)
    rig.rabbitmq.start()
    rig.servers.once_answering()


def audits_ouverts(rig: Rig) -> bool:
    """True once each structure has its audit; surveys of earlier structures may open meanwhile."""
    facts = rig.checker.journal("audit").facts
    return sum(isinstance(fact, AuditDeclenche) for fact in facts) == rig.structures

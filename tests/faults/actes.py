"""What is done: each act begins a fault, lets the services work under it, and lifts it."""

import random
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from threading import Thread

import psycopg
from kombu import Connection
from psycopg import sql

from console.execution.services import APPLICATIONS, BUILDERS
from shared.clock import SystemClock
from shared.rabbitmq.topology import events_exchange
from tests.faults.banc import Banc
from tests.faults.processus import everyone
from tests.faults.terrain import CHARGE, en_charge

NAMES = tuple(BUILDERS)
PUBLIENT = ("labellisation", "audit", "funding", "onboarding")
AGISSENT = ("onboarding", "notifications")
ABSENCE = 5_000
JOUR = timedelta(days=1)
TIENT = 2.0
PLUS_QUE_LE_VERROU = 7.0
GARBAGE = (b"\xff\xfe\x00", b"{", b'{"message_id": "lui"}', b"")


def rien(banc: Banc) -> None:
    banc.demander(CHARGE)


def tuer(role: str, moment: str, times: int, who: Sequence[str] = NAMES) -> Callable[[Banc], None]:
    """Each of these services' processes dies once, at this moment."""

    def acte(banc: Banc) -> None:
        banc.armer(who, role, moment, times)
        with en_charge(banc):
            banc.attendre(lambda: not any(banc.arms.iterdir()))

    return acte


def tuer_tout(banc: Banc) -> None:
    for _ in range(3):
        with en_charge(banc, 3):
            for who in everyone():
                banc.processus.kill(who)
            time.sleep(TIENT)


def relancer_le_courtier(banc: Banc) -> None:
    with en_charge(banc):
        banc.rabbitmq.stop()
        banc.rabbitmq.start()
        banc.servers.once_answering()


def tuer_le_courtier(banc: Banc) -> None:
    with en_charge(banc):
        banc.rabbitmq.kill()
        banc.rabbitmq.start()
        banc.servers.once_answering()


def tuer_la_base(banc: Banc) -> None:
    with en_charge(banc):
        banc.postgres.kill()
        time.sleep(TIENT)
        banc.postgres.start()
        banc.servers.once_answering()
        banc.rouvrir()


def couper(which: int) -> Callable[[Banc], None]:
    def acte(banc: Banc) -> None:
        for _ in range(2):
            with en_charge(banc, CHARGE // 2):
                banc.proxies[which].cut()
                time.sleep(TIENT)
                banc.proxies[which].restore()

    return acte


def geler(banc: Banc) -> None:
    with en_charge(banc):
        for proxy in banc.proxies:
            proxy.freeze()
        time.sleep(2 * TIENT)
        for proxy in banc.proxies:
            proxy.restore()


def ralentir(banc: Banc) -> None:
    """Twenty milliseconds for each piece, both ways."""
    for proxy in banc.proxies:
        proxy.delay = 0.02
    with en_charge(banc, CHARGE // 2):
        time.sleep(2 * TIENT)
    for proxy in banc.proxies:
        proxy.restore()


def republier(banc: Banc) -> None:
    """Everything that was ever said to `exterieur` is said again, twice, in any order."""
    with en_charge(banc):
        with Connection(banc.servers.rabbitmq) as connection:
            channel = connection.channel()
            copies = 2 * banc.exterieur.copies
            random.Random(1).shuffle(copies)
            for exchange, key, body, headers in copies:
                message = channel.prepare_message(body, headers=headers)
                channel.basic_publish(message, exchange=exchange, routing_key=key)
            channel.close()


def desordonner(banc: Banc) -> None:
    """The consumers are stopped; what waits for them is taken, shuffled, and published again."""
    for service in BUILDERS:
        banc.processus.stop((service, "service", 0))
    banc.processus.start(("labellisation", "service", 0))
    banc.processus.start(("audit", "service", 0))
    banc.demander(CHARGE)
    banc.attendre(lambda: banc.labels() == banc.structures)
    banc.melanger(["onboarding.labellisation.events", "notifications.labellisation.events"])
    for service in ("funding", "onboarding", "notifications"):
        banc.processus.start((service, "service", 0))


def empoisonner(banc: Banc) -> None:
    """Bytes that are no message, on every exchange that feeds a queue."""
    with en_charge(banc), Connection(banc.servers.rabbitmq) as connection:
        channel = connection.channel()
        for service in APPLICATIONS:
            exchanges = [f"{service.name}.commands", events_exchange(service.name).name]
            for exchange in exchanges:
                for octets in GARBAGE:
                    message = channel.prepare_message(octets, headers={})
                    key = "StructureLabellisee" if exchange.endswith("events") else "Labelliser"
                    channel.basic_publish(message, exchange=exchange, routing_key=key)


def tenir_une_insertion(banc: Banc) -> None:
    """Longer than a write waits for the table; then it commits, under the older number."""
    labellisation = banc.components["labellisation"]
    events = sql.Identifier(vars(labellisation.service.recorder)["events_table_name"])
    insert = sql.SQL("INSERT INTO {} VALUES (%s, %s, %s, %s)").format(events)
    with psycopg.connect(banc.databases["labellisation"]) as held:
        held.execute(insert, banc.evenement_anodin())
        asking = Thread(target=banc.demander, args=(CHARGE,), daemon=True)
        asking.start()
        time.sleep(PLUS_QUE_LE_VERROU)
        held.commit()
    asking.join()


def deux_relais(banc: Banc) -> None:
    """Two workers per service; the one that leads loses its session, again and again."""
    for service in BUILDERS:
        banc.processus.start((service, "worker", 1))
        banc.attendre(partial(banc.processus.says, (service, "worker", 1), "attend"))
    with en_charge(banc, 3 * CHARGE):
        for _ in range(3):
            banc.detroner()
            time.sleep(TIENT / 2)
    for service in BUILDERS:
        banc.processus.stop((service, "worker", 1))


def relais_sans_verrou(banc: Banc) -> None:
    """Both believe that they lead: everything is published twice."""
    for service in BUILDERS:
        banc.processus.start((service, "worker", 2), FAULTS_FLAW="sans-verrou")
        banc.attendre(partial(banc.processus.says, (service, "worker", 2), "la main"))
    banc.proxies[1].delay = 0.02  # a publication lasts: both are at it at once
    banc.demander(CHARGE)
    banc.attendre(lambda: banc.labels() == banc.structures)
    banc.proxies[1].restore()
    for service in BUILDERS:
        banc.processus.stop((service, "worker", 2))


def deux_services(banc: Banc) -> None:
    """A second reader per queue; the first is killed while it works, and the other goes on."""
    for service in BUILDERS:
        banc.processus.start((service, "service", 1))
    with en_charge(banc):
        for service in BUILDERS:
            banc.processus.kill((service, "service", 0))
    for service in BUILDERS:
        banc.processus.stop((service, "service", 1))


def arreter_en_charge(banc: Banc) -> None:
    for _ in range(2):
        with en_charge(banc, CHARGE // 2):
            codes = [banc.processus.stop(who) for who in everyone()]
            assert codes == [0] * len(codes), codes
            for who in everyone():
                banc.processus.start(who)


def s_absenter(banc: Banc) -> None:
    """A day without a broker: the people are away too, and what is recorded is recorded."""
    banc.exterieur.muet = True
    banc.rabbitmq.stop()
    hier = SystemClock().now() - JOUR
    for rang in range(ABSENCE):
        banc.enregistrer_sans_courtier(hier + rang * JOUR / ABSENCE)
    banc.rabbitmq.start()
    banc.servers.once_answering()


def audits_ouverts(banc: Banc) -> bool:
    told = banc.verificateur.journal("audit").told
    return len(told) == banc.structures

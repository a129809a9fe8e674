"""Les services quand un serveur s'absente."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import psycopg
from kombu import Connection
from psycopg import sql

from console.essai.demo import DEBUT
from console.imports.geographie import lire_dossier
from console.imports.importation import commande
from services.labellisation.tableau.questions import lire_tableau
from shared.rabbitmq.topology import dead_queue
from shared.runtime.leader import led
from tests.journeys.drivers import ServersDriver
from tests.journeys.parcours import ECHANTILLON, PATIENCE, tableau
from tests.servers.addresses import Servers
from tests.servers.isolation import DELIVERY_LIMIT


@contextmanager
def sans_base(servers: Servers, database: str) -> Iterator[None]:
    """Ferme cette base : les connexions en cours sont coupées, les nouvelles refusées."""
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    away = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    name = sql.Identifier(database)
    with psycopg.connect(servers.postgres, autocommit=True) as admin:
        admin.execute(allow.format(name, sql.Literal(False)))
        admin.execute(away, [database])
        try:
            yield
        finally:
            admin.execute(allow.format(name, sql.Literal(True)))


def attendre(condition: Callable[[], bool]) -> None:
    limite = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < limite
        sleep(0.1)


def mis_de_cote(amqp_uri: str, service: str) -> int:
    with Connection(amqp_uri) as connection:
        queue = dead_queue(service)(connection.default_channel)
        return int(queue.queue_declare(passive=True).message_count)


def test_un_message_attend_en_main_le_retour_de_la_base(
    on_servers: ServersDriver, servers: Servers, tmp_path: Path
) -> None:
    """Remis en file, il atteindrait la limite de livraisons, et les messages mis de côté."""
    base = on_servers.models["labellisation"].engine.url.database or ""
    journal = on_servers.logs / "labellisation-service.log"
    lu = lire_tableau(tableau(tmp_path, ["15"]))
    on_servers.charger(lire_dossier(ECHANTILLON, 2024))
    premiere, seconde, *_ = (commande(lu, ligne, DEBUT) for ligne in lu.lignes)
    assert on_servers.send(premiere).accepted
    attendre(lambda: bool(led(on_servers.models["labellisation"])))  # else its worker cannot start

    with ThreadPoolExecutor() as pool:
        with sans_base(servers, base):
            reponse = pool.submit(on_servers.send, seconde)
            attendre(lambda: journal.read_text().count("en main") > 2 * DELIVERY_LIMIT)
        assert reponse.result().accepted

    assert mis_de_cote(on_servers.environment["AMQP_URI"], "labellisation") == 0

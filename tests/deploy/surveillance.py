"""Provokes the causes of each alert; the measures move, and the panels show them."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg
from amqp import Message

from shared.rabbitmq.connection import connection
from shared.runtime.leader import LEADER_KEY
from tests.deploy.messages import bruit
from tests.deploy.pile import Pile, administrator, until
from tests.deploy.prometheus import Prometheus
from tests.deploy.restauration import exploitation
from tests.faults.site import en_charge

SHORT, PATIENCE, LONG = 20.0, 90.0, 420.0
"""In seconds; the last alert waits for a lag of five minutes."""

MANY, FEW, HELD = 1100, 20, 4.5
LEADS_NO_MORE = f"""SELECT pg_terminate_backend(pid) FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND objid = {LEADER_KEY} AND pid <> pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
OVERDUE = """INSERT INTO echeances (cle, le, type, corps, correlation)
    VALUES ('essai', '2026-01-01T00:00:00+00:00', 'RienDeConnu', '{}', gen_random_uuid())"""
LONG_DEAD = "UPDATE messages_retenus SET premier_echec = '2026-01-01T00:00:00+00:00'"
UNKNOWN = """INSERT INTO funding_events (originator_id, originator_version, topic, state)
    SELECT gen_random_uuid(), 1, 'funding.Inconnu', state FROM funding_events LIMIT 1"""
DEAD_QUEUE = "essai.grossit"


def provoquer(pile: Pile, prometheus: Prometheus) -> set[str]:
    """The alerts that rang; each cause is provoked, then lifted."""
    rung: set[str] = set()
    pile.commencer()

    def sonne(*names: str, patience: float = PATIENCE) -> None:
        def heard() -> bool:
            rung.update(prometheus.firing())
            return rung >= set(names)

        with suppress(TimeoutError):
            until(heard, f"{names} ne sonnent pas", patience)

    for cause in (_charge, _poison, _morts, _lenteur, _meneur, _file, _alarme, _arrets):
        cause(pile, prometheus, sonne)
    sonne("LecteurEnRetard", patience=LONG)
    return rung


Sonne = Callable[..., None]


def _charge(pile: Pile, prometheus: Prometheus, sonne: Sonne) -> None:
    """Run the whole journey, then publish all of it again."""
    pile.demander(6)
    pile.attendre(pile.termine)
    pile.compose.console("republish", "--depuis", "2026-01-01 00:00:00")


def _poison(pile: Pile, prometheus: Prometheus, sonne: Sonne) -> None:
    """Record an event that no code knows: its readers stop there, and the relay reports it."""
    sql(pile, "funding", UNKNOWN)
    sonne("RelaisBloque")


def _morts(pile: Pile, prometheus: Prometheus, sonne: Sonne) -> None:
    """Park a message and redrive it, then make it look as old as January."""
    bruit("labellisation")
    until(lambda: bool(pile.retenus()), "rien n'est retenu")
    relancer(pile)
    sql(pile, "labellisation", LONG_DEAD)
    sonne("MessagesMorts", "MessagesMortsAnciens")


def _lenteur(pile: Pile, prometheus: Prometheus, sonne: Sonne) -> None:
    """Lock the log of audit several times while it must write."""
    for _ in range(5):
        with en_charge(pile, 1), tenu(pile, "audit", "LOCK TABLE audit_events IN SHARE MODE"):
            time.sleep(HELD)
    with en_charge(pile, 1), tenu(pile, "audit", "LOCK TABLE audit_events IN SHARE MODE"):
        sonne("ConnexionsEpuisees", patience=SHORT)
    sonne("TraitementLent")


def _meneur(pile: Pile, prometheus: Prometheus, sonne: Sonne) -> None:
    """Take the worker's lock: a deadline passes, and no worker acts."""
    with tenu(pile, "onboarding", LEADS_NO_MORE, f"SELECT pg_advisory_lock({LEADER_KEY})"):
        pile.demander(1)
        sql(pile, "onboarding", OVERDUE)
        sonne("PersonneNeMene", "EcheancesDepassees")


def _file(pile: Pile, prometheus: Prometheus, sonne: Sonne) -> None:
    """Fill a queue that nobody reads, and redrive many messages."""
    bruit("labellisation", FEW)
    until(lambda: len(pile.retenus()) > FEW, "tout n'est pas retenu")
    with connection(administrator(pile.secrets)) as opened:
        channel = opened.default_channel
        channel.exchange_declare(DEAD_QUEUE, "fanout", durable=True, auto_delete=False)
        channel.queue_declare(DEAD_QUEUE, durable=True, auto_delete=False)
        channel.queue_bind(DEAD_QUEUE, DEAD_QUEUE)
        for _ in range(MANY):
            channel.basic_publish(Message(b"{}"), DEAD_QUEUE)
    relancer(pile)
    sonne("FileQuiGrossit", "NouveauxEssaisEnHausse")


def _alarme(pile: Pile, prometheus: Prometheus, sonne: Sonne) -> None:
    limit = ("exec", "-T", "rabbitmq", "rabbitmqctl", "set_disk_free_limit")
    pile.compose(*limit, "100000GB")
    sonne("CourtierEnAlarme", "RelaisEnRetard", "LecteurEnEchec")
    pile.compose(*limit, "1GB")


def _arrets(pile: Pile, prometheus: Prometheus, sonne: Sonne) -> None:
    alerts = {
        "audit": "ProcessusArrete",
        "postgres": "BaseInjoignable",
        "rabbitmq": "CourtierInjoignable",
    }
    for service, alert in alerts.items():
        pile.compose("stop", service)
        sonne(alert)
        pile.compose("start", service)
        pile.compose.wait(service)
        prometheus.discover()
    pile.rouvrir()


def relancer(pile: Pile) -> None:
    keys = [row["cle"][:8] for component, row in pile.retenus() if component.name != "funding"]
    options = ("--motif", "essai", "--auteur", "essai")
    pile.compose.console("messages", "redrive", *keys, *options)


def sql(pile: Pile, database: str, statement: str) -> None:
    exploitation(pile, "psql", "--set", "ON_ERROR_STOP=1", "--command", statement, database)


@contextmanager
def tenu(pile: Pile, database: str, *statements: str) -> Iterator[None]:
    """Run statements in a session that stays open, with its locks, until the block ends."""
    with psycopg.connect(pile.administration(database)) as session:
        for statement in statements:
            session.execute(statement.encode())
        yield

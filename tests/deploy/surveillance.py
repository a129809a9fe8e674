"""Provokes the causes of each alert; the measures move, and the panels show them."""

import time
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from amqp import Message
from rich.console import Console

from console.execution.services import BUILDERS
from shared.delivery.account_names import account_inbox_name, answers_queue_name
from shared.rabbitmq.connection import connection
from shared.rabbitmq.rights import CONSOLE
from shared.runtime.leader import LEADER_KEY
from shared.runtime.settings import broker
from tests.deploy.comptes import ouvert
from tests.deploy.messages import bruit
from tests.deploy.pannes import Examine, Vue
from tests.deploy.pile import Pile, administrator, until
from tests.deploy.portes import FORBIDDEN, TOGETHER, Portes
from tests.deploy.prometheus import Prometheus
from tests.deploy.restauration import exploitation
from tests.faults.site import en_charge
from tests.questions.amqp.demandeur import demandeur

SHORT, PATIENCE, LONG = 20.0, 90.0, 420.0
"""In seconds; the last alert waits for a lag of five minutes."""

MANY, FEW, HELD = 1100, 20, 4.5
UNREAD = 9000
LEADS_NO_MORE = f"""SELECT pg_terminate_backend(pid) FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND objid = {LEADER_KEY} AND pid <> pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
OVERDUE = """INSERT INTO echeances (cle, le, type, corps, correlation)
    VALUES ('essai', '2026-01-01T00:00:00+00:00', 'RienDeConnu', '{}', gen_random_uuid())"""
LONG_DEAD = "UPDATE messages_retenus SET premier_echec = '2026-01-01T00:00:00+00:00'"
UNKNOWN = """INSERT INTO funding_events (originator_id, originator_version, topic, state)
    SELECT gen_random_uuid(), 1, 'funding.Inconnu', state FROM funding_events LIMIT 1"""
LONG_ASIDE = "UPDATE evenements_mis_de_cote SET premier_echec = '2026-01-01T00:00:00+00:00'"
READERS_DO_NOT_WRITE = "REVOKE INSERT, UPDATE ON lecture_position FROM funding"
READERS_WRITE = "GRANT INSERT, UPDATE ON lecture_position TO funding"
DEAD_QUEUE, FULL = "essai.grossit", "essai.pleine"
REFUSES = {"x-max-length": 1, "x-overflow": "reject-publish"}
ACCOUNT = "essai-file"
FILLER = "/var/lib/postgresql/data/remplissage"
TABLE, TOKENS = "/run/comptes/comptes.yaml", "/run/comptes/jetons.yaml"
FLOOD = 400
TWICE = 2
"""Prometheus must have seen a counter before it sees it grow."""

LONG_REFUSED = "UPDATE questions_refusees SET jour = '2019-01-01'"


def broken(table: str) -> str:
    """The command that makes this table unreadable."""
    return f"cp {table} {table}.avant && printf '%s' '- compte: [' > {table}"


def mended(table: str) -> str:
    return f"mv {table}.avant {table}"


class Guet:
    """Waits for alerts to reach both receivers, and for `doctor` to see what is wrong."""

    def __init__(self, console: Console, pile: Pile, prometheus: Prometheus) -> None:
        self.console, self.pile, self.prometheus = console, pile, prometheus
        self.partner = ouvert(pile.compose, ACCOUNT, "PREFET")
        self.vues: list[Vue] = []

    def sonne(self, *names: str, patience: float = PATIENCE) -> None:
        """Wait for these alerts; the table of the trial says which never came."""
        begun = time.monotonic()
        with suppress(TimeoutError):
            until(lambda: self.prometheus.reached() >= set(names), "", patience)
        reached = self.prometheus.reached()
        told = ", ".join(
            f"{each} {'reçue' if each in reached else 'JAMAIS REÇUE'}" for each in names
        )
        self.console.print(f"{told} ({time.monotonic() - begun:.0f} s)")

    def panne(
        self, nom: str, examens: Set[Examine], *alertes: str, patience: float = PATIENCE
    ) -> None:
        """Wait for the alerts of this outage, then for `doctor` to name all of it."""
        self.sonne(*alertes, patience=patience)
        vue = Vue(nom, examens, alertes)
        with suppress(TimeoutError):
            until(lambda: vue.docteur(self.pile.compose), "", patience)
        self.vues.append(vue)
        self.console.print(f"{nom} : {'vu par doctor' if vue.vue else 'NON VU'}")


def provoquer(console: Console, pile: Pile, prometheus: Prometheus) -> list[Vue]:
    """Provoke each cause, then lift it; returns each outage with what `doctor` found."""
    guet = Guet(console, pile, prometheus)
    pile.commencer()
    causes = (_charge, _poison, _lecteur, _morts, _lenteur, _meneur, _file, _comptes, _illisibles)
    doors = (_questions, _page)
    for cause in (*causes, *doors, _archives, _alarme, _retard, _arrets, _disque, _sauvegarde):
        cause(guet)
    return guet.vues


def _charge(guet: Guet) -> None:
    """Run the whole journey, then publish all of it again."""
    guet.pile.demander(6)
    guet.pile.attendre(guet.pile.termine)
    guet.pile.compose.console("republish", "--depuis", "2026-01-01 00:00:00")


def _poison(guet: Guet) -> None:
    """Record an event that no code knows: each reader sets it aside, and nobody decides."""
    sql(guet.pile, "funding", UNKNOWN)
    aside = {("funding", "événements mis de côté")}
    guet.panne("un événement que rien ne sait lire", aside, "EvenementsMisDeCote")
    sql(guet.pile, "funding", LONG_ASIDE)
    left = {("funding", "événements délaissés")}
    guet.panne("le même, délaissé", left, "EvenementsDelaisses")


def _lecteur(guet: Guet) -> None:
    """Forbid the readers of funding to say where they are, until `_retard`."""
    sql(guet.pile, "funding", READERS_DO_NOT_WRITE)
    guet.pile.demander(1)
    guet.sonne("LecteurEnEchec")


def _morts(guet: Guet) -> None:
    """Park a message, redrive it in vain, then make it look as old as January."""
    bruit()
    until(lambda: bool(guet.pile.retenus()), "rien n'est retenu")
    undecided = {("labellisation", "messages à décider")}
    guet.panne("un message à décider", undecided, "MessagesMorts")
    relancer(guet.pile)
    sql(guet.pile, "labellisation", LONG_DEAD)
    forgotten = {("labellisation", "messages oubliés")}
    guet.panne("un message oublié", forgotten, "MessagesMortsAnciens")


def _lenteur(guet: Guet) -> None:
    """Lock the log of audit several times while it must write."""
    pile = guet.pile
    for _ in range(5):
        with en_charge(pile, 1), tenu(pile, "audit", "LOCK TABLE audit_events IN SHARE MODE"):
            time.sleep(HELD)
    with en_charge(pile, 1), tenu(pile, "audit", "LOCK TABLE audit_events IN SHARE MODE"):
        guet.sonne("ConnexionsEpuisees", patience=SHORT)
    guet.sonne("TraitementLent")


def _meneur(guet: Guet) -> None:
    """Take the worker's lock: a deadline passes, and no worker acts."""
    pile = guet.pile
    with tenu(pile, "onboarding", LEADS_NO_MORE, f"SELECT pg_advisory_lock({LEADER_KEY})"):
        pile.demander(1)
        sql(pile, "onboarding", OVERDUE)
        guet.sonne("PersonneNeMene")
        late = {("onboarding", "échéances")}
        guet.panne("une échéance passée, et personne qui mène", late, "EcheancesDepassees")


def _file(guet: Guet) -> None:
    """Fill a queue that nobody reads, and redrive many messages."""
    pile = guet.pile
    bruit(FEW)
    until(lambda: len(pile.retenus()) > FEW, "tout n'est pas retenu")
    with administering(pile) as channel:
        channel.exchange_declare(DEAD_QUEUE, "fanout", durable=True, auto_delete=False)
        channel.queue_declare(DEAD_QUEUE, durable=True, auto_delete=False)
        channel.queue_bind(DEAD_QUEUE, DEAD_QUEUE)
        for _ in range(MANY):
            channel.basic_publish(Message(b"{}"), DEAD_QUEUE)
    relancer(pile)
    long = {("RabbitMQ", "autres files")}
    guet.panne("une file que personne ne lit", long, "FileQuiGrossit", "NouveauxEssaisEnHausse")


def _comptes(guet: Guet) -> None:
    """Ask without saying who, delete the inbox of an account, then break the table."""
    pile = guet.pile
    with connection(broker(CONSOLE)) as opened:
        opened.default_channel.basic_publish(Message(b"{}"), "labellisation.commands", "Demande")
    with administering(pile) as channel:
        channel.queue_delete(account_inbox_name("labellisation", ACCOUNT))
    guet.sonne("FileDeDemandesAbsente")
    administered(pile, "administration", "accounts", "add", ACCOUNT, "--role", "PREFET")
    administered(pile, "--entrypoint", "sh", "administration", "-c", broken(TABLE))
    guet.sonne("TableDesComptesInutilisable")
    administered(pile, "--entrypoint", "sh", "administration", "-c", mended(TABLE))


def _illisibles(guet: Guet) -> None:
    """Send unreadable requests by an account that reads no answer, and stop a relay by a queue."""
    with guet.partner.opened(confirm_publish=False) as opened:
        channel = opened.channel()
        for _ in range(MANY):
            guet.partner.send(channel, "labellisation", "LabelliserStructure", b"{")
    with administering(guet.pile) as channel:
        for _ in range(UNREAD):
            channel.basic_publish(Message(b"{}"), "", answers_queue_name(ACCOUNT))
    guet.sonne("DemandesIllisibles", "FileDeComptePresquePleine")
    with administering(guet.pile) as channel:
        channel.queue_declare(FULL, durable=True, auto_delete=False, arguments=REFUSES)
        channel.queue_bind(FULL, "labellisation.events", "#")
    guet.pile.demander(2)
    held = {("labellisation", "relais")}
    guet.panne("une file qui refuse tout", held, "RelaisRefuse", "RelaisEnRetard")
    with administering(guet.pile) as channel:
        channel.queue_delete(FULL)


def _questions(guet: Guet) -> None:
    """Ask slowly, in vain, too much, without a right, without a token; then break their table."""
    portes = Portes(guet.pile, ACCOUNT)
    with demandeur(guet.partner.uri) as other:
        for _ in range(TWICE):
            other.poser("droits")
            time.sleep(HELD)
    for _ in range(TWICE):
        with tenu(guet.pile, "audit", "LOCK TABLE audits IN ACCESS EXCLUSIVE MODE"):
            portes.ask(TOGETHER)
    guet.sonne("QuestionsHttpEnErreur", "QuestionsHttpLentes")
    for _ in range(TWICE):
        portes.ask(FEW, FORBIDDEN)
        portes.ask(FLOOD)
        portes.ask(FLOOD, token="fs_inconnu")
        time.sleep(HELD)
    guet.sonne("QuestionsInterdites", "QuestionsTropNombreuses", "JetonsRefuses")
    administered(guet.pile, "--entrypoint", "sh", "administration", "-c", broken(TOKENS))
    portes.ask(1)
    guet.sonne("TableDesJetonsInutilisable")
    administered(guet.pile, "--entrypoint", "sh", "administration", "-c", mended(TOKENS))
    portes.ask(1)
    sql(guet.pile, "audit", LONG_REFUSED)


def _page(guet: Guet) -> None:
    """Visit the page slowly, in vain, then too much."""
    portes = Portes(guet.pile, ACCOUNT)
    lock = "LOCK TABLE onboarding_events IN ACCESS EXCLUSIVE MODE"
    portes.visit(1, portes.link())
    for _ in range(TWICE):
        with tenu(guet.pile, "onboarding", lock):
            portes.visit(TOGETHER, portes.link())
    guet.sonne("PagesEnErreur", "PagesLentes")
    for _ in range(TWICE):
        portes.visit(FLOOD)
        time.sleep(HELD)
    guet.sonne("PagesFreinees")


@contextmanager
def administering(pile: Pile) -> Iterator[Any]:
    """A channel of the administrator, who alone may declare a queue."""
    with connection(administrator(pile.secrets)) as opened:
        yield opened.default_channel


def administered(pile: Pile, *words: str) -> None:
    """Run a container of `administration`: one of its commands, or another program."""
    pile.compose("run", "--rm", "-T", "--no-deps", *words)


def _archives(guet: Guet) -> None:
    """Refuse the archives; audit tells another revision all along."""
    exploitation(guet.pile, "chmod", "500", "/archives/wal")
    exploitation(guet.pile, "psql", "--quiet", "--command", "SELECT pg_switch_wal()")
    fails = {("PostgreSQL", "archivage")}
    guet.panne("les archives refusées", fails, "ArchivageEnEchec", "VersionsMelangees")
    exploitation(guet.pile, "chmod", "755", "/archives/wal")


def _alarme(guet: Guet) -> None:
    limit = ("exec", "-T", "rabbitmq", "rabbitmqctl", "set_disk_free_limit")
    guet.pile.compose(*limit, "100000GB")
    full = {("RabbitMQ", "alarmes")}
    guet.panne("le courtier en alarme", full, "CourtierEnAlarme", "DisqueDuCourtierPresquePlein")
    guet.pile.compose(*limit, "1GB")


def _retard(guet: Guet) -> None:
    """Wait until the readers of funding are five minutes late: `doctor` counts real minutes."""
    stopped = {("funding", "lecteurs arrêtés")}
    guet.panne("un lecteur arrêté", stopped, "LecteurEnRetard", patience=LONG)
    sql(guet.pile, "funding", READERS_WRITE)


def _arrets(guet: Guet) -> None:
    """Stop two services, then each server."""
    unread = {("audit", "files lues"), ("funding", "files lues")}
    base = {(name, "base de données") for name in BUILDERS}
    broken = {(name, "courtier") for name in BUILDERS}
    for stopped, nom, seen, *alertes in (
        (
            ("audit", "funding"),
            "deux services arrêtés",
            unread,
            "ProcessusArrete",
            "FileSansLecteur",
        ),
        (("postgres",), "PostgreSQL arrêté", base, "BaseInjoignable"),
        (("rabbitmq",), "RabbitMQ arrêté", broken, "CourtierInjoignable"),
    ):
        guet.pile.compose("stop", *stopped)
        guet.panne(nom, seen, *alertes)
        guet.pile.compose("start", *stopped)
        guet.pile.compose.wait(*stopped)
        guet.prometheus.discover()
    guet.pile.rouvrir()


def _disque(guet: Guet) -> None:
    """Fill the disk of PostgreSQL to the brim, while structures are put forward."""
    with en_charge(guet.pile):
        exploitation(guet.pile, "sh", "-c", f"head --bytes 100G /dev/zero > {FILLER} || true")
        full = {("labellisation", "écriture")}
        guet.panne("le disque des bases plein", full, "DisquePresquePlein", "BaseSansEcriture")
        exploitation(guet.pile, "rm", FILLER)
        guet.pile.compose.wait("postgres")
    guet.pile.rouvrir()


def _sauvegarde(guet: Guet) -> None:
    """Fail to back up, then stop the exporter of the machine; no backup was ever made."""
    exploitation(guet.pile, "sh", "-c", "PGPORT=1 /exploitation/sauvegarder.sh || true")
    guet.sonne("SauvegardeEnEchec", "SauvegardeAncienne")
    guet.pile.compose("stop", "machine")
    guet.sonne("DisquesNonSurveilles")


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

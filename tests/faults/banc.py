"""Everything that a fault needs: servers of its own, proxies, ten processes, people, a checker."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import psycopg
from kombu import Connection

from console.courrier import BoiteLocale
from services.labellisation.commands import RemonterStructure, SignalerStructure
from shared.clock import SimulatedClock, SystemClock
from shared.component import Component
from shared.contracts.labellisation import StructureLabellisee
from shared.messages import Envelope
from shared.provenance import Provenance, acting
from shared.store import MessageRelance
from tests.faults.exterieur import Exterieur
from tests.faults.processus import Processus
from tests.faults.proxy import Proxy
from tests.faults.verificateur import Constat, Verificateur
from tests.servers.addresses import Servers

PATIENCE = 120.0
LOOK_AGAIN = 0.25
STILL = 20
"""Looks without a change, after which nothing more is expected of a broken variant."""


@dataclass
class Banc:
    servers: Servers
    postgres: Any
    rabbitmq: Any
    folder: Path
    arms: Path
    databases: Mapping[str, str]
    proxies: tuple[Proxy, Proxy]
    components: Mapping[str, Component]
    processus: Processus
    exterieur: Exterieur
    verificateur: Verificateur
    boite: BoiteLocale
    modele: RemonterStructure
    demandees: int = 0
    structures: int = 0

    def demander(self, number: int) -> None:
        """So many new structures are put forward; the rest follows by itself."""
        for _ in range(number):
            self.exterieur.ask(self.remontee())

    def remontee(self) -> RemonterStructure:
        self.demandees += 1
        self.structures += 1
        return remontee(self.modele, self.demandees)

    def enregistrer_sans_courtier(self, quand: datetime) -> None:
        """A structure put forward and signalled, by whoever sits beside the database."""
        service = self.components["labellisation"].service
        service.clock = SimulatedClock(quand)
        demande = self.remontee()
        signalement = SignalerStructure(
            message_id=uuid5(demande.message_id, "signalement"),
            acteur=demande.acteur,
            survenu_le=demande.survenu_le,
            structure_id=demande.structure_id,
        )
        for command in (demande, signalement):
            assert service.receive(Envelope.starting(command)).accepted
        service.clock = SystemClock()

    def armer(self, services: Sequence[str], role: str, moment: str, times: int) -> None:
        """Each of these services' processes of this role dies there, after so many passages."""
        for service in services:
            (self.arms / f"{service}.{role}.{moment}").write_text(str(times))

    def attendre(self, condition: Callable[[], bool]) -> None:
        limit = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < limit, list(self.arms.iterdir())
            time.sleep(LOOK_AGAIN)

    def labels(self) -> int:
        """Of this round."""
        told = self.verificateur.journal("labellisation").told
        return sum(isinstance(fact, StructureLabellisee) for fact in told)

    def melanger(self, queues: Sequence[str]) -> None:
        """What waits in these queues is taken, and published again in another order."""
        with Connection(self.servers.rabbitmq) as connection:
            for queue in queues:
                channel = connection.channel()
                channel.auto_decode = False
                taken = taken_from(connection, channel, queue)
                Random(1).shuffle(taken)
                for message in taken:
                    info = message.delivery_info
                    copy = channel.prepare_message(message.body, headers=message.headers)
                    channel.basic_publish(copy, info["exchange"], info["routing_key"])
                    channel.basic_ack(message.delivery_tag)
                channel.close()

    def detroner(self) -> None:
        """The session by which each worker leads is closed by the server."""
        leads = """SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
        for url in self.databases.values():
            with psycopg.connect(url, autocommit=True) as session:
                session.execute(leads)

    def evenement_anodin(self) -> tuple[Any, ...]:
        """A stored event that concerns nobody, for whoever writes it."""
        mapper = self.components["labellisation"].service.mapper
        now, id = SystemClock().now(), uuid5(NAMESPACE_URL, str(self.demandees))
        with acting(Provenance("ADMINISTRATEUR", "essai", now, now, id, id, "Essai")):
            stored = mapper.to_stored_event(
                MessageRelance(id, 1, now, "", "", "Essai", "", corps_corrige=False)  # type: ignore[call-arg]
            )
        return stored.originator_id, stored.originator_version, stored.topic, stored.state

    def commencer(self) -> int:
        self.verificateur.begin()
        self.structures = 0
        return len(self.exterieur.publies)

    def finir(
        self, mark: int, fini: Callable[["Banc"], bool], patience: float, ordered: bool = True
    ) -> Constat:
        """Once everything begun is finished; what is wrong when patience is at its end."""
        limit = time.monotonic() + patience
        while True:
            looked = time.monotonic()
            constat = self.constater(mark, ordered)
            if (constat.parfait and fini(self)) or time.monotonic() > limit:
                return constat
            spent = time.monotonic() - looked  # the proxies run in this process too
            time.sleep(max(LOOK_AGAIN, 4 * spent))

    def constater(self, mark: int, ordered: bool = True) -> Constat:
        return self.verificateur.check(self.exterieur.publies[mark:], ordered)

    def termine(self) -> bool:
        """Every structure put forward is labelled, its agents' accounts are open."""
        ouvertes = [
            event
            for event in self.verificateur.journal("onboarding").events
            if type(event).__name__ == "ApplicationsOuvertes"
        ]
        return len(ouvertes) == self.structures

    def immobile(self, mark: int) -> Constat:
        """What is wrong once nothing moves any more."""
        same, before = 0, -1
        while same < STILL:
            time.sleep(LOOK_AGAIN)
            now = self.verificateur.events()
            same, before = (same + 1 if now == before else 0), now
        return self.constater(mark)

    def versions(self) -> str:
        with psycopg.connect(self.servers.postgres) as session:
            [(postgres,)] = session.execute("SHOW server_version").fetchall()
        with Connection(self.servers.rabbitmq) as connection:
            connection.connect()
            said = connection.connection.server_properties["version"]
        return f"PostgreSQL {postgres.split()[0]} et RabbitMQ {said}"

    def retenus(self) -> list[tuple[Component, dict[str, Any]]]:
        return [(each, row) for each in self.components.values() for row in each.parking.all()]


def taken_from(connection: Connection, channel: Any, queue: str) -> list[Any]:
    """All that waits there, not acknowledged yet: an ordered queue refuses `basic.get`."""
    taken: list[Any] = []
    waiting = channel.queue_declare(queue, passive=True).message_count
    channel.basic_consume(queue, callback=taken.append, consumer_tag="melange")
    while len(taken) < waiting:
        connection.drain_events(timeout=PATIENCE)
    channel.basic_cancel("melange")
    return taken


def remontee(modele: RemonterStructure, number: int) -> RemonterStructure:
    """A structure like the first of the sample, under a name of its own."""
    structure_id = uuid5(NAMESPACE_URL, f"faults {number}")
    nom = {"matricule": f"15-{number:05}", "nom": f"Maison n° {number}"}
    return modele.model_copy(
        update={
            "message_id": uuid5(structure_id, "remontée"),
            "structure_id": structure_id,
            "fiche": modele.fiche.model_copy(update=nom),
        }
    )

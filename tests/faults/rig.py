"""The rig of a fault: servers of its own, proxies, ten processes, people, a checker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import psycopg
from kombu import Connection

from console.execution.boite_locale import BoiteLocale
from services.labellisation.dossier.commands import SignalerStructure
from shared.clock import SimulatedClock, SystemClock
from shared.messages.envelope import Envelope
from shared.recording.provenance import Provenance, acting
from shared.recording.store import MessageRelance
from tests.faults.processes import Processes
from tests.faults.proxy import Proxy
from tests.faults.site import Site
from tests.journeys.regularisation import regularisee
from tests.servers.addresses import Servers

PATIENCE = 120.0


@dataclass(kw_only=True)
class Rig(Site):
    servers: Servers
    postgres: Any
    rabbitmq: Any
    folder: Path
    arms: Path
    databases: Mapping[str, str]
    proxies: tuple[Proxy, Proxy]
    processes: Processes
    boite: BoiteLocale

    def enregistrer_sans_courtier(self, quand: datetime) -> None:
        """Put forward and signal a structure through the service itself, without the broker."""
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
            assert service.receive(Envelope.starting(regularisee(command))).accepted
        service.clock = SystemClock()

    def armer(self, services: Sequence[str], role: str, moment: str, times: int) -> None:
        """Make a process of each of these services die at the nth passage at this moment."""
        for service in services:
            (self.arms / f"{service}.{role}.{moment}").write_text(str(times))

    def melanger(self, queues: Sequence[str]) -> None:
        """Take the messages of these queues and publish them again in another order."""
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
        """Make the server close the session that holds each worker's lock."""
        leads = """SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
        for url in self.databases.values():
            with psycopg.connect(url, autocommit=True) as session:
                session.execute(leads)

    def evenement_anodin(self) -> tuple[Any, ...]:
        """The columns of an event about no structure, to insert in the log."""
        mapper = self.components["labellisation"].service.mapper
        now, id = SystemClock().now(), uuid5(NAMESPACE_URL, str(self.demandees))
        with acting(Provenance("ADMINISTRATEUR", "essai", now, now, id, id, "Essai")):
            stored = mapper.to_stored_event(
                MessageRelance(id, 1, now, "", "", "Essai", "", corps_corrige=False)  # type: ignore[call-arg]
            )
        return stored.originator_id, stored.originator_version, stored.topic, stored.state

    def versions(self) -> str:
        with psycopg.connect(self.servers.postgres) as session:
            [(postgres,)] = session.execute("SHOW server_version").fetchall()
        with Connection(self.servers.rabbitmq) as connection:
            connection.connect()
            rabbitmq = connection.connection.server_properties["version"]
        return f"PostgreSQL {postgres.split()[0]} et RabbitMQ {rabbitmq}"


def taken_from(connection: Connection, channel: Any, queue: str) -> list[Any]:
    """The messages that wait in a queue, not acknowledged: an ordered queue refuses `basic.get`."""
    taken: list[Any] = []
    waiting = channel.queue_declare(queue, passive=True).message_count
    channel.basic_consume(queue, callback=taken.append, consumer_tag="melange")
    while len(taken) < waiting:
        connection.drain_events(timeout=PATIENCE)
    channel.basic_cancel("melange")
    return taken

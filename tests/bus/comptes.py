"""D'autres systèmes : leurs comptes et leurs files sur RabbitMQ, leurs lignes dans la table."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kombu import Connection

from shared.delivery.account_names import account_inbox_name, answers_queue_name, request_key
from shared.delivery.wire import decode_outcome
from shared.messages.envelope import Outcome
from shared.rabbitmq.definitions import accesses, users
from shared.rabbitmq.partners import account_inbox, answers_queue, of_an_account
from shared.runtime.account_table import Compte, Table
from tests.servers.addresses import Servers
from tests.servers.administration import administered

MOT_DE_PASSE = "essais"
DEPUIS = datetime(2026, 11, 1, tzinfo=UTC)
DEMANDES = {"lecteur": ["Lire"]}


def ligne(nom: str, **autres: Any) -> Compte:
    """Un compte qui parle pour les préfets, sans autre borne que celles qui sont données."""
    return replace(Compte(nom, ("PREFET",), DEPUIS), **autres)


@dataclass
class Comptes:
    """La table des comptes et leurs files, dans l'hôte virtuel d'un essai."""

    servers: Servers
    uri: str
    path: Path
    crees: list[str] = field(default_factory=list)

    def nom(self, court: str) -> str:
        """Un nom que l'essai ne partage avec aucun autre : les comptes sont ceux du serveur."""
        return f"{urlsplit(self.uri).path.removeprefix('/')}-{court}"

    def creer(self, nom: str) -> None:
        """Le compte et ses droits, sans file ni ligne."""
        self.crees.append(nom)
        vhost = urlsplit(self.uri).path.removeprefix("/")
        droits = accesses({nom: of_an_account(nom, DEMANDES)}, vhost)
        administered(self.servers).define(users({nom: MOT_DE_PASSE}))
        administered(self.servers).define(droits)

    def declarer(self, nom: str) -> None:
        """Ses files : ses demandes au lecteur, et ses réponses."""
        with Connection(self.uri) as connection, connection.channel() as channel:
            for queue in (account_inbox("lecteur", nom), answers_queue(nom)):
                queue.queue_declare(channel=channel)
                queue.bind_to(queue.exchange, queue.routing_key, channel=channel)

    def effacer_la_file(self, nom: str) -> None:
        with Connection(self.uri) as connection, connection.channel() as channel:
            channel.queue_delete(account_inbox_name("lecteur", nom))

    def ecrire(self, *lignes: Compte) -> None:
        Table(lignes).write(self.path)

    def lignes(self) -> tuple[Compte, ...]:
        return Table.read(self.path).lines

    def ajouter(self, court: str, **autres: Any) -> str:
        """Un compte entier : ce que fait `accounts add`."""
        nom = self.nom(court)
        self.creer(nom)
        self.declarer(nom)
        self.ecrire(*self.lignes(), ligne(nom, **autres))
        return nom

    def supprimer(self) -> None:
        for nom in self.crees:
            administered(self.servers).drop_users([nom])


class Systeme:
    """Un client AMQP qui n'a que son compte : il écrit ses demandes et lit ses réponses."""

    def __init__(self, uri: str, nom: str) -> None:
        place = urlsplit(uri)
        where = place.netloc.rpartition("@")[2]
        own = place._replace(netloc=f"{nom}:{MOT_DE_PASSE}@{where}").geturl()
        self.nom, self.connection = nom, Connection(own)
        self.channel = self.connection.channel()
        self.answers: list[tuple[str, Outcome]] = []
        self.channel.basic_consume(
            answers_queue_name(nom), no_ack=True, callback=self._answered, consumer_tag="answers"
        )

    def send(self, corps: dict[str, Any], correlation_id: str, **autres: str) -> None:
        """`autres` : des propriétés à la place de celles d'habitude ; vides, elles y manquent."""
        toutes = {"reply_to": "réponse", "user_id": self.nom, **autres}
        proprietes = {name: value for name, value in toutes.items() if value}
        message = self.channel.prepare_message(
            json.dumps(corps).encode(),
            content_type="application/json",
            properties={"correlation_id": correlation_id, **proprietes},
        )
        key = request_key(self.nom, "lecteur", "Lire")
        self.channel.basic_publish(message, exchange="requests", routing_key=key)

    def answered(self, number: int) -> bool:
        """Reçoit un moment ; vrai s'il a au moins ce nombre de réponses."""
        try:
            self.connection.drain_events(timeout=0.1)
        except TimeoutError:
            pass
        return len(self.answers) >= number

    def _answered(self, message: Any) -> None:
        correlation_id = message.properties["correlation_id"]
        self.answers.append((correlation_id, decode_outcome(message.body)))


@contextmanager
def systeme(comptes: Comptes, nom: str) -> Iterator[Systeme]:
    client = Systeme(comptes.uri, nom)
    try:
        yield client
    finally:
        client.connection.release()

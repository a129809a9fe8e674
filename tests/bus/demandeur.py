"""Un client du lecteur : il envoie des messages bruts, et reçoit les réponses."""

import json
from typing import Any
from uuid import uuid5

from kombu import Connection

from console.execution.remote import answers_queue
from shared.delivery.wire import decode_outcome
from shared.messages.envelope import Outcome
from tests.bus.emetteur import neuf


class Demandeur:
    """Un client AMQP quelconque, avec une file pour ses réponses."""

    def __init__(self, uri: str) -> None:
        self.connection = Connection(uri)
        self.channel = self.connection.channel()
        self.answers: list[tuple[str, Outcome]] = []
        self.replies, self.address = answers_queue(self.channel, str(self.connection.userid))
        self.replies.consume("replies", self._answered, no_ack=True)

    def send(self, corps: dict[str, Any], correlation_id: str, **autres: str) -> None:
        message = self.channel.prepare_message(
            json.dumps(corps).encode(),
            content_type="application/json",
            properties={
                "reply_to": self.address,
                "correlation_id": correlation_id,
                **autres,
            },
        )
        self.channel.basic_publish(message, exchange="lecteur.commands", routing_key="Lire")

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


def lire(texte: str, **autres: Any) -> dict[str, Any]:
    sujet = neuf()
    acteur = {"role": "PREFET", "id": "préfecture 15"}
    identite = {"message_id": str(uuid5(sujet, texte)), "structure_id": str(sujet)}
    return {**identite, "acteur": acteur, "texte": texte, **autres}

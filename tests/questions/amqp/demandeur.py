"""Un autre système : un client AMQP ordinaire, qui n'a que son compte."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from time import monotonic
from typing import Any
from urllib.parse import unquote, urlsplit

import amqp

from tests.servers.addresses import PATIENCE

RANGS = count(1)


class Demandeur:
    """Publie ses questions avec confirmation, et lit ses réponses sur une file."""

    def __init__(self, uri: str) -> None:
        place = urlsplit(uri)
        self.nom = unquote(place.username or "")
        self.connection = amqp.Connection(
            f"{place.hostname}:{place.port}",
            self.nom,
            unquote(place.password or ""),
            virtual_host=unquote(place.path[1:]),
            confirm_publish=True,
        )
        self.connection.connect()
        self.channel = self.connection.channel()
        self.answers: dict[str, dict[str, Any]] = {}

    def lire(self, file: str) -> None:
        """Lit ses réponses sur cette file."""
        self.channel.basic_consume(file, no_ack=True, callback=self._answered)

    def poser(self, question: str, service: str = "labellisation", **corps: Any) -> dict[str, Any]:
        """La réponse à une question ; `corps` : ses autres champs."""
        return self.attendre(self.envoyer({"question": question, **corps}, service=service))

    def envoyer(
        self,
        corps: Mapping[str, Any] | bytes,
        cle: str = "",
        service: str = "labellisation",
        **proprietes: str,
    ) -> str:
        """Publie, sans attendre ; rend l'identifiant que portera la réponse.

        `proprietes` : à la place de celles d'habitude ; vides, elles y manquent.
        """
        fil = f"question {next(RANGS)}"
        toutes = {"user_id": self.nom, "reply_to": self.nom, "correlation_id": fil, **proprietes}
        message = amqp.Message(
            corps if isinstance(corps, bytes) else json.dumps(corps).encode(),
            content_type="application/json",
            delivery_mode=2,
            **{nom: valeur for nom, valeur in toutes.items() if valeur},
        )
        key = cle or f"{self.nom}.questions.{service}"
        self.channel.basic_publish(message, "requests", key, mandatory=True)
        return fil

    def attendre(self, fil: str) -> dict[str, Any]:
        limit = monotonic() + PATIENCE
        while fil not in self.answers:
            assert monotonic() < limit, f"{fil} : aucune réponse"
            try:
                self.connection.drain_events(timeout=0.2)
            except TimeoutError:
                self.connection.send_heartbeat()
        return self.answers.pop(fil)

    def _answered(self, message: Any) -> None:
        self.answers[message.properties["correlation_id"]] = json.loads(message.body)


@contextmanager
def demandeur(uri: str, file: str = "partner.{nom}.answers") -> Iterator[Demandeur]:
    """`file` : celle de ses réponses ; vide, il n'en lit encore aucune."""
    client = Demandeur(uri)
    try:
        if file:
            client.lire(file.format(nom=client.nom))
        yield client
    finally:
        client.connection.collect()

"""An outside client of RabbitMQ: no code of the services, only what any AMQP library can do."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

import amqp
from amqp.exceptions import AMQPError, ConnectionForced, MessageNacked

NUMBERS = count(1)
PATIENCE = 30.0
LOOK_AGAIN = 0.1
SILENCE = "aucune réponse"
REFUSED = (AMQPError, ConnectionForced, MessageNacked, OSError)


def fresh() -> UUID:
    """An identity that this run has not used yet."""
    return uuid5(NAMESPACE_URL, f"hostile {next(NUMBERS)}")


class Client:
    """One account; `refused` says how the broker declined an act."""

    def __init__(self, account: str, uri: str) -> None:
        self.account, self.uri = account, uri

    @contextmanager
    def opened(self, **options: Any) -> Iterator[amqp.Connection]:
        """A connection that waits for the confirm of each message."""
        place = urlsplit(self.uri)
        connection = amqp.Connection(
            f"{place.hostname}:{place.port}",
            unquote(place.username or ""),
            unquote(place.password or ""),
            virtual_host=unquote(place.path[1:]) or "/",
            connect_timeout=10,
            **{"confirm_publish": True, **options},
        )
        connection.connect()
        try:
            yield connection
        finally:
            _closed(connection)

    def refused(self, act: Callable[[Any], object]) -> str:
        """The code by which the broker refuses an act on a channel; `fait` if it lets it."""
        try:
            with self.opened() as connection:
                act(connection.channel())
        except REFUSED as error:
            return code_of(error)
        return "fait"

    def ask(
        self,
        service: str,
        kind: str,
        body: Mapping[str, Any] | bytes,
        headers: Mapping[str, Any] | None = None,
        **properties: Any,
    ) -> str:
        """Send a request: the code of its answer, else its statut; or the broker's refusal."""
        try:
            answer = self.answer(service, kind, body, headers, **properties)
        except REFUSED as error:
            return code_of(error)
        return str(answer["code"] or answer["statut"]) if answer else SILENCE

    def answer(
        self,
        service: str,
        kind: str,
        body: Mapping[str, Any] | bytes,
        headers: Mapping[str, Any] | None = None,
        **properties: Any,
    ) -> dict[str, Any] | None:
        """Send a request and wait for its answer; None after `PATIENCE`."""
        wanted = str(fresh())
        with self.opened() as connection:
            channel = connection.channel()
            answers: list[dict[str, Any]] = []
            channel.basic_consume(
                f"partner.{self.account}.answers",
                no_ack=True,
                callback=lambda answer: _kept(answer, wanted, answers),
            )
            self.send(channel, service, kind, body, headers, wanted, **properties)
            return _first(connection, answers)

    def send(
        self,
        channel: Any,
        service: str,
        kind: str,
        body: Mapping[str, Any] | bytes,
        headers: Mapping[str, Any] | None = None,
        correlation_id: str = "",
        **properties: Any,
    ) -> None:
        """Publish a request; raises if the broker refuses it."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {
            "content_type": "application/json",
            "user_id": self.account,
            "reply_to": "oui",
            "correlation_id": correlation_id or str(fresh()),
            "application_headers": dict(headers or {}),
            **properties,
        }
        message = amqp.Message(raw, **{k: v for k, v in given.items() if v is not None})
        channel.basic_publish(message, "requests", f"{self.account}.{service}.{kind}")


def code_of(error: Exception) -> str:
    """The short name of a refusal: `ACCESS_REFUSED`, `NOT_FOUND`…; `MessageNacked` over a quota."""
    text = str(getattr(error, "reply_text", "") or error)
    return text.split(" ")[0].strip("():,") or type(error).__name__


def _kept(answer: Any, wanted: str, answers: list[dict[str, Any]]) -> None:
    if answer.properties.get("correlation_id") == wanted:
        answers.append(json.loads(answer.body))


def _first(connection: amqp.Connection, answers: list[dict[str, Any]]) -> dict[str, Any] | None:
    limit = time.monotonic() + PATIENCE
    while not answers and time.monotonic() < limit:
        try:
            connection.drain_events(timeout=LOOK_AGAIN)
        except TimeoutError:
            continue
    return answers[0] if answers else None


def _closed(connection: amqp.Connection) -> None:
    """Close it; a connection that the broker has closed already has nothing left to say."""
    try:
        connection.close()
    except REFUSED:
        connection.collect()

"""Messages as bytes and headers: CloudEvents 1.0 in binary mode (ADR 0012)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from shared.contracts import Contract
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.messages.raw import RawMessage
from shared.observability.traces import Trace
from shared.recording.handlers import Handlers
from shared.recording.message_context import wire_name
from shared.rules.faults import in_a_message

CONTENT_TYPE = "application/json"
CORRELATION = "correlation"
ANSWERS = "answers"
"""The exchange where an answer finds who asked, by the name of its queue."""


class Unreadable(Exception):
    """A message that no retry will ever make readable, unless by another version of the code."""


class UnknownType(Unreadable):
    """Nobody here reads these: an older version than the one that asked for them, for example."""


def routing_key(kind: type[Contract] | type[Command]) -> str:
    return kind.__name__


def headers(envelope: Envelope) -> dict[str, str]:
    body = envelope.body
    kind = body.publisher() if isinstance(body, Contract) else body.acteur.role.lower()
    attributes = {
        "cloudEvents:specversion": "1.0",
        "cloudEvents:id": str(body.message_id),
        "cloudEvents:source": f"/france-services/{kind}",
        "cloudEvents:type": wire_name(type(body)),
        CORRELATION: str(envelope.correlation),
    }
    if body.subject:
        attributes["cloudEvents:subject"] = str(body.subject)
    if isinstance(body, Contract):
        attributes["cloudEvents:time"] = body.occurred_at.isoformat()
    return attributes | envelope.trace.carried()


def encode(envelope: Envelope) -> bytes:
    """A command says only what differs from the defaults: an older service, which is strict, would
    refuse a field that it does not know, even one that says nothing."""
    body = envelope.body
    return body.model_dump_json(exclude_defaults=isinstance(body, Command)).encode()


def facts_queue_name(consumer: str, publisher: str) -> str:
    return f"{consumer}.{publisher}.events"


def commands_queue_name(service: str) -> str:
    """Not that of the exchange: who may write to one must not bind the other elsewhere."""
    return f"{service}.inbox"


def raw_message_of(queue: str, envelope: Envelope) -> RawMessage:
    """The message as it would come out of this queue."""
    return RawMessage(queue, routing_key(type(envelope.body)), encode(envelope), headers(envelope))


class Reader:
    """Knows the messages that one service answers, by their address."""

    def __init__(self, kinds: Iterable[type[Contract] | type[Command]]) -> None:
        self.kinds = {routing_key(kind): kind for kind in kinds}

    def read(self, key: str, raw: bytes | str, said: Mapping[str, Any]) -> Envelope:
        """Raises Unreadable, with the path of the field, for what breaks its contract."""
        kind = self.kinds.get(key)
        if kind is None:
            raise UnknownType(f"Type de message inconnu : {key!r}.")
        try:
            payload = json.loads(raw if isinstance(raw, str) else raw.decode())
            body = (
                kind.read(payload) if issubclass(kind, Contract) else kind.model_validate(payload)
            )
            thread = UUID(str(said.get(CORRELATION, body.message_id)))
            return Envelope(body, thread, Trace.of(said))
        except ValidationError as error:
            raise Unreadable(in_a_message(error)) from error
        except (ValueError, TypeError) as error:
            raise Unreadable(
                f"Le corps du message n'est pas du JSON en UTF-8 : {error}."
            ) from error


def readers(service: Handlers) -> dict[str, Reader]:
    """By queue: a command is not heard where facts are told, nor a fact where commands are."""
    facts = {
        facts_queue_name(service.name, publisher): Reader(kinds)
        for publisher, kinds in service.subscriptions().items()
    }
    return {commands_queue_name(service.name): Reader(service.commands()), **facts}


def encode_outcome(outcome: Outcome) -> bytes:
    return json.dumps(vars(outcome), ensure_ascii=False).encode()


def decode_outcome(raw: bytes | str) -> Outcome:
    return Outcome(**json.loads(raw))

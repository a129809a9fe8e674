"""Messages as bytes and headers: CloudEvents 1.0 in binary mode (ADR 0012)."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from shared.contracts import Contract
from shared.delivery.bounds import UnknownType, Unreadable
from shared.delivery.json_body import QUOTED, read_json
from shared.delivery.schemas import DOCUMENTS, schema_uri
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.messages.raw import ACCOUNT, RawMessage, storable
from shared.observability.traces import Trace
from shared.recording.handlers import Handlers
from shared.recording.message_context import wire_name
from shared.rules.faults import in_a_message, to_its_author
from shared.visible import visible

CONTENT_TYPE = "application/json"
CORRELATION = "correlation"
ANSWERS = "answers"
"""The exchange of answers, routed by the `reply_to` of the command."""
REQUESTS = "requests"
"""The exchange of the requests of other systems, routed by account, service and type."""

PREFIX = "cloudEvents:"
"""Of the headers that are attributes of the CloudEvent (AMQP Protocol Binding 1.0.2, § 3.1.3.1)."""

OUTCOMES = TypeAdapter(Outcome)


def routing_key(kind: type[Contract] | type[Command]) -> str:
    return kind.__name__


def headers(envelope: Envelope) -> dict[str, str]:
    body = envelope.body
    kind = body.publisher() if isinstance(body, Contract) else body.acteur.role.lower()
    attributes = {
        "cloudEvents:specversion": "1.0",
        "cloudEvents:id": str(body.message_id),
        "cloudEvents:source": f"/france-services/{kind}",
        **_of_kind(type(body), DOCUMENTS.address),
        CORRELATION: str(envelope.correlation),
    }
    if body.subject:
        attributes["cloudEvents:subject"] = str(body.subject)
    if isinstance(body, Contract):
        attributes["cloudEvents:time"] = body.occurred_at.isoformat()
    return attributes | envelope.trace.carried()


@cache
def _of_kind(kind: type[Contract] | type[Command], address: str) -> Mapping[str, str]:
    """The attributes that every message of a kind has, where documents are at this address."""
    return {
        "cloudEvents:type": wire_name(kind),
        "cloudEvents:dataschema": schema_uri(routing_key(kind)),
    }


def encode(envelope: Envelope) -> bytes:
    """The body as JSON; a command omits the fields that have their default value.

    An older service would refuse a field that it does not know, even with no value.
    """
    if envelope.encoded:
        return envelope.encoded
    body = envelope.body
    return body.model_dump_json(exclude_defaults=isinstance(body, Command)).encode()


def facts_queue_name(consumer: str, publisher: str) -> str:
    return f"{consumer}.{publisher}.events"


def commands_queue_name(service: str) -> str:
    """Not the name of the exchange: RabbitMQ rights are by name.

    An account that may write to the exchange must not be able to bind the queue elsewhere.
    """
    return f"{service}.inbox"


def raw_message_of(queue: str, envelope: Envelope) -> RawMessage:
    """The message as this queue would deliver it."""
    return RawMessage(queue, routing_key(type(envelope.body)), encode(envelope), headers(envelope))


class Reader:
    """Decodes the messages of one queue; `kinds` are by routing key."""

    def __init__(self, kinds: Iterable[type[Contract] | type[Command]]) -> None:
        self.kinds = {routing_key(kind): kind for kind in kinds}

    def read(self, key: str, raw: bytes | str, properties: Mapping[str, Any]) -> Envelope:
        """`properties`: the headers. Raises Unreadable, with the path of each invalid field."""
        kind = self.kinds.get(key)
        if kind is None:
            raise UnknownType(
                f"Type de message inconnu : « {visible(key[:QUOTED])} » ; asyncapi.json dit ceux "
                "que cette file reçoit."
            )
        try:
            payload = read_json(raw)
            body = (
                kind.read(payload) if issubclass(kind, Contract) else kind.model_validate(payload)
            )
        except ValidationError as error:
            raise Unreadable(in_a_message(error), to_its_author(error)) from error
        except (ValueError, TypeError, OverflowError) as error:
            raise Unreadable("Le message ne suit pas son contrat : lisez-en le schéma.") from error
        thread = _thread(properties, body.message_id)
        return Envelope(body, thread, Trace.of(properties), str(properties.get(ACCOUNT, "")))


def _thread(properties: Mapping[str, Any], message_id: UUID) -> UUID:
    """The thread that the headers name; this message opens one if they name none."""
    given = str(properties.get(CORRELATION, message_id))
    try:
        return UUID(given)
    except ValueError as error:
        raise Unreadable(
            f"L'en-tête « {CORRELATION} » vaut « {storable(given[:QUOTED])} » : il faut l'UUID de "
            "la première demande du fil, ou pas d'en-tête."
        ) from error


def readers(service: Handlers) -> dict[str, Reader]:
    """A reader per queue: no command is read from a queue of facts, no fact from the inbox."""
    facts = {
        facts_queue_name(service.name, publisher): Reader(kinds)
        for publisher, kinds in service.subscriptions().items()
    }
    return {commands_queue_name(service.name): Reader(service.commands()), **facts}


def encode_outcome(outcome: Outcome) -> bytes:
    return OUTCOMES.dump_json(outcome)


def decode_outcome(raw: bytes | str) -> Outcome:
    """Raises ValidationError if a newer service answered in another shape."""
    return OUTCOMES.validate_python(read_json(raw))

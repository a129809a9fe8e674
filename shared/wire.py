"""Messages as bytes and headers: CloudEvents 1.0 in binary mode (ADR 0012)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from shared.application import wire_name
from shared.commands import Command
from shared.contracts import Contract
from shared.faults import in_a_message
from shared.messages import Envelope, Outcome

CONTENT_TYPE = "application/json"
CORRELATION = "correlation"


class Unreadable(Exception):
    """A message that no retry will ever make readable."""


def routing_key(kind: type[Contract] | type[Command]) -> str:
    return kind.__name__


def headers(envelope: Envelope) -> dict[str, str]:
    body = envelope.body
    kind = body.publisher() if isinstance(body, Contract) else body.acteur.role.lower()
    attributes = {
        "cloudEvents:specversion": "1.0",
        "cloudEvents:id": str(body.message_id),
        "cloudEvents:source": f"/france-services/{kind}",
        "cloudEvents:type": wire_name(body),
        CORRELATION: str(envelope.correlation),
    }
    if body.subject:
        attributes["cloudEvents:subject"] = str(body.subject)
    if isinstance(body, Contract):
        attributes["cloudEvents:time"] = body.occurred_at.isoformat()
    return attributes


def encode(envelope: Envelope) -> bytes:
    return envelope.body.model_dump_json().encode()


class Reader:
    """Knows the messages that one service answers, by their address."""

    def __init__(self, kinds: Iterable[type[Contract] | type[Command]]) -> None:
        self.kinds = {routing_key(kind): kind for kind in kinds}

    def read(self, key: str, raw: bytes | str, said: Mapping[str, Any]) -> Envelope:
        """Raises Unreadable, with the path of the field, for what breaks its contract."""
        kind = self.kinds.get(key)
        if kind is None:
            raise Unreadable(f"Type de message inconnu : {key!r}.")
        try:
            payload = json.loads(raw)
            body = (
                kind.read(payload) if issubclass(kind, Contract) else kind.model_validate(payload)
            )
            return Envelope(body, UUID(str(said.get(CORRELATION, body.message_id))))
        except ValidationError as error:
            raise Unreadable(in_a_message(error)) from error
        except (ValueError, TypeError) as error:
            raise Unreadable(f"Le corps du message n'est pas lisible : {error}.") from error


def encode_outcome(outcome: Outcome) -> bytes:
    return json.dumps(vars(outcome), ensure_ascii=False).encode()


def decode_outcome(raw: bytes | str) -> Outcome:
    return Outcome(**json.loads(raw))

"""A message as received: its queue, address, bytes and headers, readable or not."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

ID = "cloudEvents:id"
SUBJECT = "cloudEvents:subject"
ACCOUNT = "france-services:compte"
"""Written by the service that receives the message, over whatever the sender wrote."""
NUL = "\x00"


@dataclass(frozen=True)
class RawMessage:
    """A message delivered by a queue; `reply_to` and `reply_id` are empty if no answer is wanted.

    `reply_to` is under the name of the author's account, where RabbitMQ vouches for one.

    `alone`: if parked, does not block later messages.
    """

    queue: str
    address: str
    body: bytes
    headers: Mapping[str, Any] = field(default_factory=dict)
    reply_to: str = ""
    reply_id: str = ""
    alone: bool = False

    @property
    def key(self) -> str:
        """A hash of the whole content: the id alone is not enough, any sender may reuse one."""
        fields = [self.queue, self.address, self.headers.get(ID), self.headers.get(SUBJECT)]
        return sha256(repr(fields).encode() + self.body).hexdigest()[:24]

    @property
    def account(self) -> str:
        """The RabbitMQ account of the author of a command; empty if RabbitMQ vouches for none."""
        return str(self.headers.get(ACCOUNT, ""))

    @property
    def is_fact(self) -> bool:
        """True for facts, False for commands."""
        return self.queue.endswith(".events")

    @property
    def subject(self) -> str:
        """The structure that a fact is about; empty if the message blocks no later one.

        This is the case of a command, and of a fact that is `alone`.
        """
        sequenced = self.is_fact and not self.alone
        return storable(self.headers.get(SUBJECT, "")) if sequenced else ""


def as_row(raw_message: RawMessage) -> dict[str, str]:
    return {
        "cle": raw_message.key,
        "file": raw_message.queue,
        "type": storable(raw_message.address),
        "sujet": raw_message.subject,
        "corps": b64encode(raw_message.body).decode(),
        "entetes": json.dumps(dict(raw_message.headers), default=str, ensure_ascii=True),
        "reponse_a": storable(raw_message.reply_to),
        "reponse_id": storable(raw_message.reply_id),
    }


def from_row(row: Mapping[str, Any]) -> RawMessage:
    return RawMessage(
        row["file"],
        row["type"],
        b64decode(row["corps"]),
        json.loads(row["entetes"]),
        row["reponse_a"],
        row["reponse_id"],
    )


def storable(value: Any) -> str:
    """Replace NUL characters, which PostgreSQL refuses in a text."""
    return str(value).replace(NUL, "\N{REPLACEMENT CHARACTER}")

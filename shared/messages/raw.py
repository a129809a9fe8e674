"""A message as received: its queue, address, bytes and headers, readable or not."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from shared.limits import EXTRAIT, IDENTIFIANT

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
        return is_fact(self.queue)

    @property
    def subject(self) -> str:
        """The structure that a fact is about; empty if the message blocks no later one.

        This is the case of a command, and of a fact that is `alone`.
        """
        sequenced = self.is_fact and not self.alone
        subject = storable(self.headers.get(SUBJECT, "")) if sequenced else ""
        return subject[: IDENTIFIANT.valeur]

    def abridged(self) -> "RawMessage":
        """The same message with the beginning of its body only, when it is over its bounds."""
        kept = {ID, SUBJECT, ACCOUNT} & self.headers.keys()
        headers = {name: storable(self.headers[name])[: IDENTIFIANT.valeur] for name in kept}
        return replace(self, body=self.body[: EXTRAIT.valeur], headers=headers)

    @property
    def digest(self) -> str:
        """The SHA-256 of the body, in hexadecimal."""
        return sha256(self.body).hexdigest()


def is_fact(queue: str) -> bool:
    """True for the queues of facts, False for those of commands."""
    return queue.endswith(".events")


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


def account_of(headers: str) -> str:
    """The RabbitMQ account that sent a message, from its headers as `as_row` writes them."""
    return str(json.loads(headers).get(ACCOUNT, ""))


def storable(value: Any) -> str:
    """Replace NUL characters and halves of characters, which PostgreSQL refuses in a text."""
    text = str(value).replace(NUL, "\N{REPLACEMENT CHARACTER}")
    return text.encode("utf-8", "replace").decode()

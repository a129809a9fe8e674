"""A message as it came: where from, its address, its bytes and its headers, readable or not."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

ID = "cloudEvents:id"
SUBJECT = "cloudEvents:subject"
NUL = "\x00"


@dataclass(frozen=True)
class RawMessage:
    """What a queue delivered; `reply_to` and `reply_id` say where and how to answer, if asked.

    `alone`: nothing waits for it, should it wait."""

    queue: str
    address: str
    body: bytes
    headers: Mapping[str, Any] = field(default_factory=dict)
    reply_to: str = ""
    reply_id: str = ""
    alone: bool = False

    @property
    def key(self) -> str:
        """Same content, same key: the id that a message says of itself may be anybody's."""
        said = [self.queue, self.address, self.headers.get(ID), self.headers.get(SUBJECT)]
        return sha256(repr(said).encode() + self.body).hexdigest()[:24]

    @property
    def is_fact(self) -> bool:
        """Told by somebody; what is not was asked, and its author had an answer."""
        return self.queue.endswith(".events")

    @property
    def subject(self) -> str:
        """The structure that a fact is about; nothing for a command, that no other waits for."""
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


def storable(said: Any) -> str:
    """PostgreSQL has no text with a NUL in it."""
    return str(said).replace(NUL, "\N{REPLACEMENT CHARACTER}")

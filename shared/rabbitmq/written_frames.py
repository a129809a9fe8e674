"""Frames of AMQP that publish messages: the bytes that the client's own writer would make.

The client makes them for one message at a time, checks the socket before each and writes each by
itself; a relay has hundreds to send at once.
"""

from collections.abc import Mapping
from functools import cache
from struct import Struct

METHOD, HEADER, BODY = 1, 2, 3
"""Types of frames."""
START, END = Struct(">BHI"), b"\xce"
"""A frame begins with its type, channel and length; its end is one byte."""
AROUND = 8
"""Bytes of a frame that are not its payload."""
CLASS, PUBLISH = b"\x00\x3c", b"\x00\x28"
"""The class « basic », and its method « publish »."""
NO_FLAGS, RESERVED, WEIGHT = b"\x00", b"\x00\x00", b"\x00\x00"
PRESENT = b"\xf0\x80"
"""Flags: content type and encoding, headers, delivery mode, message id; no other property."""
PERSISTENT = b"\x02"
SIZE, LONG = Struct(">Q"), Struct(">I")


class PublishFrames:
    """For one open channel: its number, and the longest frame that the broker takes."""

    def __init__(self, channel: int, longest: int) -> None:
        self.channel, self.room = channel, longest - AROUND
        self.methods: dict[tuple[str, str], bytes] = {}

    def of(
        self,
        exchange: str,
        routing_key: str,
        body: bytes,
        headers: Mapping[str, str],
        message_id: str,
    ) -> bytes:
        """A persistent message in JSON, as it goes on the wire."""
        properties = _properties(headers, message_id)
        header = b"".join((CLASS, WEIGHT, SIZE.pack(len(body)), properties))
        return b"".join(
            (
                self._method(exchange, routing_key),
                self._frame(HEADER, header),
                *(self._frame(BODY, part) for part in self._parts(body)),
            )
        )

    def _method(self, exchange: str, routing_key: str) -> bytes:
        place = exchange, routing_key
        if place not in self.methods:
            arguments = RESERVED, _short(exchange), _short(routing_key), NO_FLAGS
            self.methods[place] = self._frame(METHOD, b"".join((CLASS, PUBLISH, *arguments)))
        return self.methods[place]

    def _parts(self, body: bytes) -> list[bytes]:
        if len(body) <= self.room:
            return [body] if body else []
        return [body[at : at + self.room] for at in range(0, len(body), self.room)]

    def _frame(self, kind: int, payload: bytes) -> bytes:
        return b"".join((START.pack(kind, self.channel, len(payload)), payload, END))


def _properties(headers: Mapping[str, str], message_id: str) -> bytes:
    fields: list[bytes] = []
    for name, text in headers.items():
        raw = _encoded(text)
        fields += _named(name), LONG.pack(len(raw)), raw
    table = b"".join(fields)
    return b"".join((_OF_JSON, LONG.pack(len(table)), table, PERSISTENT, _short(message_id)))


@cache
def _named(name: str) -> bytes:
    """The name of a header whose value is a text; the names are few."""
    return _short(name) + b"S"


def _short(text: str) -> bytes:
    """A text of 255 bytes at most, which its length precedes."""
    raw = _encoded(text)
    return bytes((len(raw),)) + raw


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


_OF_JSON = PRESENT + _short("application/json") + _short("utf-8")

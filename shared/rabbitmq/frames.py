"""Frames of AMQP, read so that the headers of a message cannot end the process."""

from collections.abc import Callable
from typing import Any

from amqp.method_framing import frame_handler

BEFORE_PROPERTIES = 12
"""The bytes of a content header that say its class and the size of the body."""
NO_PROPERTY = b"\x00\x00"

Frame = tuple[int, int, bytes]


def sturdy(connection: Any, callback: Callable[..., Any], *others: Any) -> Callable[[Frame], Any]:
    """The library's reader of frames; drops the properties that nest too deep for it.

    It reads them by recursion, in the loop of the consumer, which nobody can guard from outside.
    """
    read = frame_handler(connection, callback, *others)

    def on_frame(frame: Frame) -> Any:
        try:
            return read(frame)
        except RecursionError:
            kind, channel, header = frame
            return read((kind, channel, bytes(header[:BEFORE_PROPERTIES]) + NO_PROPERTY))

    return on_frame

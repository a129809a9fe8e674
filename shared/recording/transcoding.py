"""Events as JSON: the bytes of the library's transcoder, with fewer steps for each value."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    JSONTranscoder,
    Transcoding,
    TranscodingNotRegisteredError,
    UUIDAsHex,
)

from shared.recording.provenance import Recorded

REMEMBERED = 10_000
TYPE, DATA = "_type_", "_data_"
LAST = PROVENANCE, VERSION = "provenance", "class_version"
"""What the mapper adds to the fields of an event, in this order."""
REGISTER = "register a custom transcoding for this type."


class EventTranscoder(JSONTranscoder):
    """Writes exactly what the library writes, and reads it: logs outlive the code (ADR 0025).

    An event holds no circle, which the library looks for at each list and object.
    """

    def __init__(self) -> None:
        super().__init__()
        self._readers: dict[str, Callable[[Any], Any]] = {}
        self.encoder = json.JSONEncoder(
            default=self._written, separators=(",", ":"), ensure_ascii=False, check_circular=False
        )
        self.decoder = json.JSONDecoder(object_hook=self._read)

    def encode(self, obj: Any) -> bytes:
        provenance = obj.get(PROVENANCE) if isinstance(obj, dict) else None
        if not isinstance(provenance, Recorded):
            return self.text(obj).encode()
        others = {name: value for name, value in obj.items() if name not in LAST}
        version = f',"{VERSION}":{obj[VERSION]}' if VERSION in obj else ""
        return f'{self.text(others)[:-1]},"{PROVENANCE}":{provenance.text}{version}}}'.encode()

    def text(self, value: Any) -> str:
        """The JSON of a value, which a part of events may keep to be written once (`Recorded`)."""
        return self.encoder.encode(value)

    def register(self, transcoding: Transcoding) -> None:
        super().register(transcoding)
        self._readers[transcoding.name] = transcoding.decode

    def _written(self, value: Any) -> dict[str, Any]:
        transcoding = self.types.get(type(value))
        if transcoding is None:
            raise TranscodingNotRegisteredError(
                f"Object of type {type(value)} is not serializable. Please define and {REGISTER}"
            )
        return {TYPE: transcoding.name, DATA: transcoding.encode(value)}

    def _read(self, read: dict[str, Any]) -> Any:
        if len(read) != 2 or TYPE not in read or DATA not in read:
            return read
        reader = self._readers.get(read[TYPE])
        if reader is None:
            raise TranscodingNotRegisteredError(
                f"Data serialized with name '{read[TYPE]}' is not deserializable. Please {REGISTER}"
            )
        return reader(read[DATA])


class RememberedUUID(UUIDAsHex):
    """The identities last read are kept: those of a structure come back in each of its events."""

    def __init__(self) -> None:
        self.decode = lru_cache(REMEMBERED)(UUID)  # type: ignore[method-assign]

"""What is said on the pipes of a process that renders: lines of JSON, and the bytes of files."""

import json
from collections.abc import Mapping
from typing import IO, Any

from shared.observability.redaction import LoggableError

Files = Mapping[str, bytes]


class RenderingFailed(LoggableError):
    """A document could not be made; the message holds the kind and place of the error only."""


class ProcessDied(LoggableError):
    """The process ended before its answer."""


def say(pipe: IO[bytes], what: object) -> None:
    """One line of JSON; raises BrokenPipeError if nobody reads it any more."""
    pipe.write(json.dumps(what).encode() + b"\n")
    pipe.flush()


def hand_over(pipe: IO[bytes], files: Files) -> None:
    """The names and sizes of the files, then their bytes."""
    pipe.write(json.dumps({name: len(content) for name, content in files.items()}).encode())
    pipe.write(b"\n")
    pipe.writelines(files.values())
    pipe.flush()


def heard(pipe: IO[bytes]) -> Any:
    """What was said in one line; raises ProcessDied at the end of the pipe."""
    line = pipe.readline()
    if not line.endswith(b"\n"):
        raise ProcessDied("le processus s'est arrêté avant de répondre")
    return json.loads(line)


def received(pipe: IO[bytes]) -> dict[str, bytes]:
    """The files of an answer; raises RenderingFailed if it tells a failure."""
    sizes = heard(pipe)
    if isinstance(sizes, str):
        raise RenderingFailed(sizes)
    return {name: _exactly(size, pipe) for name, size in sizes.items()}


def _exactly(size: int, pipe: IO[bytes]) -> bytes:
    content = pipe.read(size)
    if len(content) < size:
        raise ProcessDied("le processus s'est arrêté en répondant")
    return content

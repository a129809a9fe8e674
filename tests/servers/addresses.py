"""The addresses of the servers of a test run, and whether they answer."""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

import psycopg
from kombu import Connection
from kombu.exceptions import OperationalError

PATIENCE = 120.0
LOOK_AGAIN = 0.2

T = TypeVar("T")


class NoServer(Exception):
    """No server can be used; the message says why, in French."""


@dataclass(frozen=True)
class Servers:
    """Both URLs, and that of RabbitMQ's management interface, which may not exist."""

    postgres: str
    rabbitmq: str
    management: str

    def __str__(self) -> str:
        places = (urlsplit(url) for url in (self.postgres, self.rabbitmq))
        return " et ".join(f"{place.scheme} {place.hostname}:{place.port}" for place in places)

    def answering(self) -> "Servers":
        """Return itself; raises NoServer if one of both does not answer."""
        try:
            psycopg.connect(self.postgres, connect_timeout=5).close()
            with Connection(self.rabbitmq, connect_timeout=5) as connection:
                connection.connect()
        except (psycopg.Error, OperationalError, OSError) as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise NoServer(f"{self} : {reason}") from error
        return self

    def once_answering(self) -> "Servers":
        """Return itself once both answer; raises NoServer after `PATIENCE` seconds."""
        return once(self.answering)


def once(answers: Callable[[], T]) -> T:
    """What this returns when it no longer raises NoServer, which it may for `PATIENCE` seconds."""
    limit = time.monotonic() + PATIENCE
    while True:
        try:
            return answers()
        except NoServer:
            if time.monotonic() > limit:
                raise
            time.sleep(LOOK_AGAIN)


def inherited() -> dict[str, str]:
    """The environment that this process passes to its children."""
    return dict(os.environ)  # noqa: TID251 - the only place where tests read the whole of it


def run(*words: str, env: Mapping[str, str] | None = None) -> str:
    """Run a command and return its output; raises NoServer with the last line of its errors."""
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=True, env=env)
    except FileNotFoundError as error:
        raise NoServer(f"La commande {words[0]} n'existe pas ici.") from error
    except subprocess.CalledProcessError as error:
        last = (error.stderr or error.stdout or "").strip().splitlines()[-1:]
        raise NoServer(f"{' '.join(words[:3])} : {' '.join(last)}") from error
    return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

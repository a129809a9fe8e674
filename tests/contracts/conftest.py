"""What those of outside need to be tried: a vhost, their account, a service that answers."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.pas_a_pas import ROOT, Reader, connected
from tests.journeys.drivers import process_environment
from tests.servers.addresses import Servers
from tests.servers.isolation import accounts, databases, vhost

SAMPLE = ROOT / "console" / "echantillon"


@pytest.fixture(scope="package")
def place(servers: Servers) -> Iterator[dict[str, str]]:
    """By account, the URL of a vhost where everything is declared; `admin` may do all."""
    with vhost(servers) as uri, accounts(servers, uri) as allowed:
        yield {**allowed, "admin": uri}


@pytest.fixture(scope="package")
def services(
    servers: Servers, place: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Both processes of labellisation, which knows the communes of the sample."""
    folder = tmp_path_factory.mktemp("services")
    with databases(servers, ["labellisation"]) as urls:
        known = process_environment(folder, 25, urls, place["labellisation"])
        communes = start(known, folder, "load-geography", str(SAMPLE), "--millesime", "2024")
        assert communes.wait(60) == 0
        running = [
            start(known, folder, "run", "labellisation", "--role", role)
            for role in ("service", "worker")
        ]
        yield
        for process in running:
            process.send_signal(signal.SIGTERM)
        assert [process.wait(30) for process in running] == [0, 0]


def start(environment: dict[str, str], folder: Path, *words: str) -> "subprocess.Popen[bytes]":
    """`france-services …`, as an operator types it."""
    command = [sys.executable, "-m", "console", *words]
    with (folder / f"{words[-1]}.log").open("wb") as log:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)


@pytest.fixture
def reader(place: dict[str, str], tmp_path: Path) -> Iterator[Reader]:
    """Starts, and leaves, with no queue of theirs."""
    yield Reader(tmp_path, place["partenaire"]).copy()
    with connected(place["admin"]) as connection:
        for queue in ("partenaire.suivi", "partenaire.rebut"):
            connection.channel().queue_delete(queue)

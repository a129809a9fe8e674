"""Fixtures to play a partner: a vhost, the partner's account, a service that answers."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.pas_a_pas import ROOT, Reader, connected
from tests.journeys.drivers import process_environment
from tests.servers.addresses import Servers
from tests.servers.children import Children
from tests.servers.isolation import accounts, databases, vhost

SAMPLE = ROOT / "console" / "echantillon"


@pytest.fixture(scope="package")
def place(servers: Servers) -> Iterator[dict[str, str]]:
    """The URL of a vhost with every exchange and queue, by account; `admin` has all rights."""
    with vhost(servers) as uri, accounts(servers, uri) as allowed:
        yield {**allowed, "admin": uri}


@pytest.fixture(scope="package")
def services(
    servers: Servers, place: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Both processes of labellisation, with the communes of the sample."""
    folder = tmp_path_factory.mktemp("services")
    with databases(servers, ["labellisation"]) as urls, Children() as children:
        environment = process_environment(folder, 25, urls, place["labellisation"])

        def start(*words: str) -> "subprocess.Popen[bytes]":
            """`france-services …`, as an operator types it."""
            command = [sys.executable, "-m", "console", *words]
            return children.start(command, folder / f"{words[-1]}.log", environment)

        assert start("load-geography", str(SAMPLE), "--millesime", "2024").wait(60) == 0
        running = [start("run", "labellisation", "--role", role) for role in ("service", "worker")]
        yield
        assert children.end(*running) == [0, 0]


@pytest.fixture
def reader(place: dict[str, str], tmp_path: Path) -> Iterator[Reader]:
    """A partner with no queue; its queues are deleted at the end."""
    yield Reader(tmp_path, place["partenaire"]).copy()
    with connected(place["admin"]) as connection:
        for queue in ("partenaire.suivi", "partenaire.rebut"):
            connection.channel().queue_delete(queue)

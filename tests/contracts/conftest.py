"""Fixtures to play another system: a vhost, its account, a service that answers."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.pas_a_pas import ROOT, Reader, account_of, connected, queue_of_facts, table
from tests.journeys.drivers import process_environment
from tests.servers.addresses import Servers
from tests.servers.children import Children
from tests.servers.isolation import accounts, databases, partner, vhost

SAMPLE = ROOT / "console" / "echantillon"


@pytest.fixture(scope="package")
def place(servers: Servers) -> Iterator[dict[str, str]]:
    """The URL of a vhost, by account: `prefecture` is that of the guide, `sourd` hears nothing.

    `admin` has all rights.
    """
    with (
        vhost(servers) as uri,
        accounts(servers, uri) as allowed,
        partner(servers, uri, "prefecture-15", ["PREFET"], ["labellisation"]) as prefecture,
        partner(servers, uri, "sourd", ["PREFET"]) as sourd,
    ):
        yield {**allowed, "prefecture": prefecture, "sourd": sourd, "admin": uri}


@pytest.fixture(scope="package")
def services(
    servers: Servers, place: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Both processes of labellisation, with the communes of the sample."""
    folder = tmp_path_factory.mktemp("services")
    with databases(servers, ["labellisation"]) as urls, Children() as children:
        environment = process_environment(folder, 25, urls, place["labellisation"])
        environment["COMPTES"] = str(table(folder, account_of(place["prefecture"])))

        def start(*words: str) -> "subprocess.Popen[bytes]":
            """`france-services …`, as an operator types it."""
            command = [sys.executable, "-m", "console", *words]
            return children.start(command, folder / f"{words[-1]}.log", environment)

        assert start("load-geography", str(SAMPLE), "--millesime", "2024").wait(60) == 0
        running = [start("run", "labellisation", "--role", role) for role in ("service", "worker")]
        yield
        assert children.end(*running) == [0, 0]


@pytest.fixture
def reader(place: dict[str, str], tmp_path: Path) -> Reader:
    """A reader of the guide, whose queues are empty."""
    with connected(place["admin"]) as connection:
        connection.channel().queue_purge(queue_of_facts(place["prefecture"]))
    return Reader(tmp_path, place["prefecture"]).copy()

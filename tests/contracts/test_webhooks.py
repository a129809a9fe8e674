"""The guide: webhooks, from the subscription to a fact received; what is not ours is refused."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from shared.clock import SystemClock
from tests.contracts.pas_a_pas import ROOT, Reader, account_of, line, table
from tests.questions.bases import bases_lues
from tests.servers.addresses import Servers, free_port
from tests.servers.children import Children
from tests.servers.isolation import accounts, partner, vhost

SAMPLE = ROOT / "console" / "echantillon"
INSTALL = ("npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "standardwebhooks@1")
PATIENCE = 120
OTHER = "whsec_" + "B" * 43 + "="


@pytest.fixture(scope="module")
def prefecture(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The account of the guide; labellisation and notifications answer it, webhooks deliver."""
    folder = tmp_path_factory.mktemp("webhooks")
    with (
        vhost(servers) as uri,
        accounts(servers, uri) as allowed,
        partner(servers, uri, "prefecture-15", ["PREFET"], ["labellisation"]) as account,
        bases_lues(servers) as bases,
        Children() as children,
    ):
        environment = bases.environnement(folder, allowed["labellisation"]) | {
            "COMPTES": str(table(folder, account_of(account))),
            "NOTIFICATIONS_AMQP_URI": allowed["notifications"],
            "WEBHOOKS_RESEAUX": "127.0.0.0/8",
        }

        def start(*words: str) -> "subprocess.Popen[bytes]":
            command = [sys.executable, "-m", "console", *words]
            journal = folder / f"{'-'.join(words).replace('/', '')}.log"
            return children.start(command, journal, environment)

        assert start("load-geography", str(SAMPLE), "--millesime", "2024").wait(60) == 0
        running = [
            start("run", service, "--role", part)
            for service in ("labellisation", "notifications")
            for part in ("service", "worker")
        ]
        running += [start("webhooks"), start("webhooks")]
        yield account
        assert children.end(*running) == [0] * len(running)


@dataclass(frozen=True)
class Receiver:
    """A receiver of the guide, and the secret that it knows."""

    process: "subprocess.Popen[str]"
    address: str
    secret: str

    def post(self, fact: Mapping[str, Any], secret: str, **since: float) -> int:
        """Its answer to a fact that we send it ourselves, signed some time ago."""
        body, at = json.dumps(fact), SystemClock().now() - timedelta(**since)
        headers = {
            "webhook-id": fact["id"],
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(secret).sign(fact["id"], at, body),
        }
        return httpx.post(self.address, content=body, headers=headers, timeout=30).status_code


@contextmanager
def receiving(reader: Reader, program: str) -> Iterator[Receiver]:
    port = str(free_port())
    address = f"http://127.0.0.1:{port}/faits"
    secret = reader.run("abonner.py", address).strip()
    with reader.running(program, PORT=port, WEBHOOK_SECRETS=secret) as process:
        assert line(process).strip() == address
        yield Receiver(process, address, secret)


@pytest.fixture
def reader(prefecture: str, tmp_path: Path) -> Reader:
    return Reader(tmp_path, prefecture).copy()


@pytest.fixture
def with_node(reader: Reader) -> Reader:
    """The guide's folder, with the package that its block in Node needs."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("Neither node nor npm here: the guide's block in Node is not run.")
    try:
        subprocess.run(
            INSTALL, cwd=reader.folder, check=True, capture_output=True, timeout=PATIENCE
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip("npm could not install standardwebhooks: the guide's block is not run.")
    return reader


def test_a_receiver_in_python(reader: Reader) -> None:
    received_once_and_nothing_else(reader, "recevoir.py")


def test_a_receiver_in_node(with_node: Reader) -> None:
    received_once_and_nothing_else(with_node, "recevoir.mjs")


def received_once_and_nothing_else(reader: Reader, program: str) -> None:
    """A fact is received; forged or expired, it is refused; replayed, it counts for nothing."""
    reader.run("essai.py")
    with receiving(reader, program) as receiver:
        name, structure = line(receiver.process).split()
        fact = {"id": "un", "type": name, "subject": structure, "data": {}}
        assert receiver.post(fact, OTHER) == 401
        assert receiver.post(fact, receiver.secret, minutes=6) == 401
        assert receiver.post(fact, receiver.secret) == 204
        assert receiver.post(fact, receiver.secret) == 204
        assert receiver.post({**fact, "id": "deux"}, receiver.secret) == 204
        said = [line(receiver.process).split()[0] for _ in range(2)]

    assert name == "StructureRemontée" and said == [name, name]

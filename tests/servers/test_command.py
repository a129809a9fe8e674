"""`python -m tests.servers COMMAND…` exits as its command does, and fails without a server."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import servers as providers
from tests.servers.__main__ import main
from tests.servers.addresses import NoServer, Servers, inherited
from tests.servers.children import Children
from tests.servers.existing import MANAGEMENT, POSTGRES, RABBITMQ

TAKES_ITS_TIME = """import signal, sys, time
print('là', flush=True)
try:
    time.sleep(600)
except KeyboardInterrupt:
    time.sleep(1)
    print('fini', flush=True)
    sys.exit(7)"""


@contextmanager
def nowhere() -> Iterator[Servers]:
    raise NoServer("rien n'écoute")
    yield


def test_without_a_server_the_command_is_not_run_and_this_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(providers, "PROVIDERS", (nowhere, nowhere))

    assert main(["touch", str(tmp_path / "run")]) == 1

    assert capsys.readouterr().err.count("rien n'écoute") == 2
    assert not (tmp_path / "run").exists()


def test_without_a_command_this_fails() -> None:
    assert main([]) == 2


def test_an_interrupted_command_is_waited_for(servers: Servers, tmp_path: Path) -> None:
    """A terminal interrupts both; the command still has processes to end."""
    environment = {
        **inherited(),
        POSTGRES: servers.postgres,
        RABBITMQ: servers.rabbitmq,
        MANAGEMENT: servers.management,
    }
    words = [sys.executable, "-m", "tests.servers", sys.executable, "-c", TAKES_ITS_TIME]
    with Children() as children:
        process = children.start(words, tmp_path / "log", environment)
        while "là" not in (tmp_path / "log").read_text():
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGINT)
        code = process.wait(30)

    assert (code, "fini" in (tmp_path / "log").read_text()) == (7, True)

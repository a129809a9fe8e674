"""The guide for other systems, followed step by step: its blocks become files, then processes."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import amqp

from shared.clock import SystemClock
from shared.runtime.account_table import Compte, Table
from tests.servers.addresses import inherited
from tests.servers.children import Children

ROOT = Path(__file__).parents[2]
CONTRATS = ROOT / "docs" / "contrats"
GUIDE = (ROOT / "docs" / "integration.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)


def blocks(language: str) -> list[str]:
    return [text for each, text in BLOCK.findall(GUIDE) if each == language]


def named(text: str) -> str:
    """The file that the first line of a block names."""
    return text.partition("\n")[0].removeprefix("# ").removeprefix("// ")


def line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    return process.stdout.readline()


@dataclass(frozen=True)
class Reader:
    """A reader of the guide, in a folder of its own, with an account of its own."""

    folder: Path
    uri: str

    def copy(self) -> "Reader":
        """Write the files that the guide gives, with the published contracts beside them."""
        for text in (*blocks("python"), *blocks("js")):
            (self.folder / named(text)).write_text(text, encoding="utf-8")
        (self.folder / "contrats").symlink_to(CONTRATS)
        return self

    def environment(self) -> dict[str, str]:
        place = urlsplit(self.uri)
        outside = {name: value for name, value in inherited().items() if name != "PYTHONPATH"}
        return {
            **outside,
            "AMQP_HOTE": f"{place.hostname}:{place.port or 5672}",
            "AMQP_COMPTE": place.username or "",
            "AMQP_MOT_DE_PASSE": place.password or "",
            "AMQP_VHOST": place.path.removeprefix("/"),
        }

    @contextmanager
    def running(
        self, file: str, *words: str, **variables: str
    ) -> Iterator["subprocess.Popen[str]"]:
        with Children() as children:
            command = ["node" if file.endswith(".mjs") else sys.executable, file, *words]
            known = self.environment() | variables
            yield children.talk(command, known, self.folder, errors=subprocess.PIPE)

    def run(self, file: str, *words: str) -> str:
        """Run a file of the guide; returns its output, asserts its exit code."""
        with self.running(file, *words) as process:
            output, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
        return output


def table(folder: Path, name: str) -> Path:
    """The table of accounts that `accounts add` would have written for the guide."""
    path = folder / "comptes.yaml"
    line = Compte(
        name, ("PREFET",), SystemClock().now(), departements=("15",), ecoute=("labellisation",)
    )
    Table([line]).write(path)
    return path


def account_of(uri: str) -> str:
    return urlsplit(uri).username or ""


def queue_of_facts(uri: str) -> str:
    return f"partner.{account_of(uri)}.events"


def connected(uri: str) -> Any:
    place = urlsplit(uri)
    return amqp.Connection(
        f"{place.hostname}:{place.port or 5672}",
        place.username or "guest",
        place.password or "guest",
        virtual_host=place.path.removeprefix("/"),
        confirm_publish=True,
    )

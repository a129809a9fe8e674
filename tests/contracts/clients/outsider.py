"""A client of another system, as the guide writes it, in a folder of its own."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.contracts.clients.requests import Request
from tests.contracts.clients.site import Site
from tests.contracts.pas_a_pas import Reader
from tests.faults.checker import Fact

PROGRAMS = {"python": "client.py", "node": "client.mjs"}
CAUGHT_UP = "rattrapé"


@dataclass
class Outsider:
    """What it prints is what it did: a line per fact, its type, its structure, its identity."""

    uri: str
    folder: Path
    log: Path
    process: "subprocess.Popen[bytes]"

    @classmethod
    def start(cls, site: Site, language: str, folder: Path, uri: str) -> "Outsider":
        reader = Reader(folder, uri).copy()
        command = "node" if language == "node" else sys.executable
        log = folder / "client.log"
        words = [command, PROGRAMS[language]]
        process = site.children.start(words, log, reader.environment(), folder)
        return cls(uri, folder, log, process)

    def ask(self, request: Request) -> None:
        """Leave it this request to send, as its users would."""
        leave(self.folder, request)

    def answer(self, request: Request) -> Any:
        """The one that it put away; None before."""
        path = self.folder / "reponses" / f"{request[1]['message_id']}.json"
        asked = self.folder / "demandes" / path.name
        return json.loads(path.read_text("utf-8")) if path.exists() and not asked.exists() else None

    def lines(self) -> list[str]:
        """The whole lines that it printed."""
        assert self.process.poll() is None, self.log.read_text()
        return self.log.read_text("utf-8").rpartition("\n")[0].split("\n")

    def caught_up(self) -> bool:
        return CAUGHT_UP in self.lines()

    def unanswered(self, request: Request, state: str) -> bool:
        """True once it had no answer, and was told this of its request."""
        return f"sans réponse : {state} {request[1]['message_id']}" in self.lines()

    def cuts(self) -> int:
        return sum(each.startswith("coupé :") for each in self.lines())

    def facts(self) -> list[Fact]:
        """Those that had their effect, in the order in which they had it, before and after."""
        words = (each.split(" ") for each in self.lines())
        return [(UUID(each[2]), UUID(each[1])) for each in words if is_fact(each)]

    def facts_before_catching_up(self) -> int:
        lines = self.lines()
        return sum(is_fact(each.split(" ")) for each in lines[: lines.index(CAUGHT_UP)])


def leave(folder: Path, request: Request) -> None:
    """In the folder of a client, whole at once."""
    kind, body = request
    asked = folder / "demandes"
    asked.mkdir(exist_ok=True)
    written = asked / f"{body['message_id']}.tmp"
    written.write_text(json.dumps({"demande": kind, "corps": body}), encoding="utf-8")
    written.rename(written.with_suffix(".json"))


def is_fact(words: list[str]) -> bool:
    return len(words) == 3 and words[0].startswith("Structure")

"""One process that renders, seen from its parent."""

import os
import subprocess
import sys
from contextlib import suppress
from typing import Any

from shared.rendering.frames import ProcessDied, RenderingFailed, received, say


class Child:
    """A process that calls `rendre` of a module, for one document at a time.

    It is given the paths of our modules, and nothing else of the environment: it knows no secret.
    It ends when its parent does, for it then reads the end of its pipe.
    """

    def __init__(self, module: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "shared.rendering", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert self.process.stdin and self.process.stdout
        self.requests, self.answers = self.process.stdin, self.process.stdout
        self.ready = True
        self.rested_from = 0.0

    def ask(self, what: Any) -> dict[str, bytes]:
        """The files of a document; raises RenderingFailed, or ProcessDied without an answer."""
        self.ready = False
        try:
            say(self.requests, what)
            files = received(self.answers)
        except BrokenPipeError as error:
            raise ProcessDied("le processus s'était arrêté") from error
        except RenderingFailed:
            self.ready = True
            raise
        self.ready = True
        return files

    def end(self) -> None:
        """At once: it has nothing to lose, and could be in the middle of a document."""
        self.process.kill()
        self.process.wait()
        with suppress(BrokenPipeError):
            self.requests.close()
        self.answers.close()

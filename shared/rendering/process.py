"""A process that renders documents for its parent, one at a time, until the parent ends.

It imports nothing but what renders, and is told no secret.
"""

import os
import signal
from collections.abc import Callable
from importlib import import_module
from typing import IO, Any

from shared.observability.redaction import place, summary
from shared.rendering.frames import Files, ProcessDied, hand_over, heard, say

Render = Callable[[Any], Files]


def serve(module: str) -> None:
    """Answer the requests of the standard input, with `rendre` of this module.

    The parent decides of the end: it closes the pipe, or dies, which closes it. The signals that a
    terminal or a supervisor sends to a whole group are therefore left to it.
    """
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    requests, answers = pipes()
    render: Render = import_module(module).rendre
    try:
        while True:
            answer(render, heard(requests), answers)
    except (ProcessDied, BrokenPipeError):
        os._exit(0)  # the buffers hold what nobody reads


def pipes() -> tuple[IO[bytes], IO[bytes]]:
    """The requests and the answers; what a library prints goes to the standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return os.fdopen(0, "rb"), answers


def answer(render: Render, asked: Any, answers: IO[bytes]) -> None:
    """Send files, or the kind and place of the error: its text may name a person."""
    try:
        files = render(asked)
    except Exception as error:
        return say(answers, f"{summary(error)} ({place(error)})")
    hand_over(answers, files)

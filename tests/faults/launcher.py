"""`france-services run …`, in a process that can kill itself at a chosen moment.

A file of the faults' folder, `<service>.<role>.<moment>`, holds a number n: the process kills
itself the nth time that it reaches the moment. `FAULTS_FLAW` breaks a guarantee on purpose, to
show that the checker finds the messages then lost or doubled.
"""

# ruff: noqa: TID251 - it patches before it imports, and reads the suite's own variables
import os
import sys

if "service" in sys.argv:
    import eventlet

    eventlet.monkey_patch()

import signal
from collections.abc import Callable
from functools import wraps
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

import shared.log.log_pass
import shared.log.readers
import shared.runtime.leader
from shared.messages.envelope import Envelope, Outcome
from shared.rabbitmq.publisher import RabbitPublisher
from shared.recording.application import Service
from shared.recording.batch import Batch
from shared.recording.message_context import MessageContext
from shared.recording.message_decision import Decision
from shared.recording.received import Answered
from shared.recording.store import MessageRecu

FOLDER = Path(os.environ["FAULTS_FOLDER"])
SERVICE, ROLE = sys.argv[2], sys.argv[4]


def moment(name: str, received: signal.Signals = signal.SIGKILL) -> None:
    armed = FOLDER / f"{SERVICE}.{ROLE}.{name}"
    if not armed.exists():
        return
    left = int(armed.read_text())
    if left > 1:
        armed.write_text(str(left - 1))
        return
    armed.unlink()
    os.kill(os.getpid(), received)


def around(owner: Any, method: str, before: str = "", after: str = "") -> None:
    original: Callable[..., Any] = getattr(owner, method)

    @wraps(original)
    def watched(*args: Any, **kwargs: Any) -> Any:
        if before:
            moment(before)
        result = original(*args, **kwargs)
        if after:
            moment(after)
        return result

    setattr(owner, method, watched)


def watch_service() -> None:
    from shared.runtime.nameko_host import Inbound

    around(Service, "save", "avant-enregistrement", "apres-enregistrement")
    around(Batch, "record", "avant-enregistrement", "apres-enregistrement")
    around(Batch, "_keep", after="pendant-lot")
    around(Inbound, "_done", "avant-acquittement")
    original = Batch._keep

    def keep(self: Batch) -> None:
        original(self)
        moment("gel-en-lot", signal.SIGSTOP)

    Batch._keep = keep  # type: ignore[method-assign]
    failing()


def failing() -> None:
    """While a file says so, the message that it names cannot be decided: it names the third."""
    original, armed, seen = Decision.__call__, FOLDER / f"{SERVICE}.{ROLE}.panne", count(1)

    def decide(self: Decision, envelope: Envelope, known: Answered | None) -> Outcome:
        if armed.exists():
            if not armed.read_text() and next(seen) == 3:
                armed.write_text(str(envelope.body.message_id))
            if armed.read_text() == str(envelope.body.message_id):
                raise RuntimeError("a failure on purpose")
        return original(self, envelope, known)

    Decision.__call__ = decide  # type: ignore[method-assign]


def watch_worker() -> None:
    around(RabbitPublisher, "_send", after="pendant-publication")
    around(RabbitPublisher, "publish", "avant-publication", "avant-position")
    around(shared.log.log_pass.LogPass, "_share", after="apres-position")
    around(shared.log.readers, "apply_all", after="pendant-projection")
    around(Service, "receive", "apres-effet")
    around(shared.log.readers.EffectReader, "_advance", "avant-position-effets")


def without_inbox() -> None:
    """Give each receipt a new identity, so that repeats are not recognised."""
    original = MessageContext.receipt

    def receipt(self: MessageContext, *arguments: Any, **named: Any) -> MessageRecu:
        recu = original(self, *arguments, **named)
        object.__setattr__(recu, "originator_id", uuid4())
        return recu

    MessageContext.receipt = receipt  # type: ignore[method-assign]


def acknowledged_first() -> None:
    """Acknowledge before handling, as a consumer with automatic acknowledgement would."""
    from shared.rabbitmq.consumer import Core, Line
    from shared.runtime.nameko_host import Inbound

    original, acknowledge = Inbound.handle, Core._acknowledge

    def handle(self: Inbound, line: Line) -> None:
        acknowledge(self.consumer, line)
        original(self, line)

    Inbound.handle = handle  # type: ignore[method-assign]
    Core.give_back = Core._let_go  # type: ignore[method-assign]
    Core._acknowledge = lambda self, line: None  # type: ignore[method-assign]


def without_lock() -> None:
    """Give each worker its own lock, so that all lead."""
    shared.runtime.leader.LEADER_KEY = os.getpid()


def no_flaw() -> None:
    """Keep every guarantee."""


FLAWS = {
    ("service", "sans-boite"): without_inbox,
    ("service", "acquitter-d-abord"): acknowledged_first,
    ("worker", "sans-verrou"): without_lock,
}

if __name__ == "__main__":
    FLAWS.get((ROLE, os.environ.get("FAULTS_FLAW", "")), no_flaw)()
    {"service": watch_service, "worker": watch_worker}[ROLE]()

    from console.cli import main

    main()

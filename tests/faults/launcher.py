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
from pathlib import Path
from typing import Any
from uuid import uuid4

import shared.log.log_pass
import shared.log.readers
import shared.runtime.leader
from shared.rabbitmq.publisher import RabbitPublisher
from shared.recording.application import Service
from shared.recording.message_context import MessageContext
from shared.recording.store import MessageRecu

FOLDER = Path(os.environ["FAULTS_FOLDER"])
SERVICE, ROLE = sys.argv[2], sys.argv[4]


def moment(name: str) -> None:
    armed = FOLDER / f"{SERVICE}.{ROLE}.{name}"
    if not armed.exists():
        return
    left = int(armed.read_text())
    if left > 1:
        armed.write_text(str(left - 1))
        return
    armed.unlink()
    os.kill(os.getpid(), signal.SIGKILL)


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
    around(Inbound, "_done", "avant-acquittement")


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
    from shared.rabbitmq.consumer import Core
    from shared.runtime.nameko_host import Inbound

    original, acknowledge = Inbound.handle_message, Core.ack_message

    def handle_message(self: Inbound, body: Any, message: Any) -> None:
        acknowledge(self.consumer, message)
        original(self, body, message)

    Inbound.handle_message = handle_message  # type: ignore[method-assign]
    Core.requeue_message = Core.ack_message = lambda self, message: None


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

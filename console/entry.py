"""Where the process starts: eventlet must patch the standard library before any import."""

import os
import sys

from shared.observability import early


def main() -> None:
    if "run" in sys.argv[1:2]:
        early.keep()
    if "run" in sys.argv[1:2] and "service" in sys.argv:
        resolve_each_time()
        import eventlet

        eventlet.monkey_patch()
    from console.cli import main as cli

    cli()


def resolve_each_time() -> None:
    """eventlet's own resolver remembers an address for ten minutes behind Docker's: a server that
    comes back elsewhere would stay unreachable as long. It reads this when it is imported."""
    os.environ["EVENTLET_NO_GREENDNS"] = "yes"  # noqa: TID251

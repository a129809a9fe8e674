"""Where the process starts: eventlet must patch the standard library before any import."""

import sys


def main() -> None:
    if "run" in sys.argv[1:2] and "service" in sys.argv:
        import eventlet

        eventlet.monkey_patch()
    from console.cli import main as cli

    cli()

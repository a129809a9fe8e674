"""`python -m tests.servers COMMAND…` runs a command with servers, and stops those it started."""

import logging
import signal
import subprocess
import sys
from collections.abc import Mapping

from tests.servers import servers
from tests.servers.addresses import NoServer, inherited
from tests.servers.existing import MANAGEMENT, POSTGRES, RABBITMQ


def main(words: list[str]) -> int:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if not words:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with servers() as found:
            environment = {
                **inherited(),
                POSTGRES: found.postgres,
                RABBITMQ: found.rabbitmq,
                MANAGEMENT: found.management,
            }
            return finished(words, environment)
    except NoServer as error:
        print(error, file=sys.stderr)
        return 1


def finished(words: list[str], environment: Mapping[str, str]) -> int:
    """Run a command and return its exit code; if interrupted, wait for it to end its processes."""
    command = subprocess.Popen(words, env=environment)
    signal.signal(signal.SIGTERM, lambda number, frame: command.send_signal(signal.SIGINT))
    while True:
        try:
            return command.wait()
        except KeyboardInterrupt:  # the terminal interrupted the command as well
            continue


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it in the background
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # our servers stop with us
    sys.exit(main(sys.argv[1:]))

"""`python -m tests.servers COMMAND…` runs a command with servers, and stops those it started."""

import logging
import subprocess
import sys

from tests.servers import servers
from tests.servers.addresses import NoServer, inherited
from tests.servers.existing import MANAGEMENT, POSTGRES, RABBITMQ


def main(words: list[str]) -> int:
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        with servers() as found:
            known = {
                **inherited(),
                POSTGRES: found.postgres,
                RABBITMQ: found.rabbitmq,
                MANAGEMENT: found.management,
            }
            return subprocess.run(words, env=known, check=False).returncode
    except NoServer as error:
        print(error, file=sys.stderr)
        return 1


sys.exit(main(sys.argv[1:]))

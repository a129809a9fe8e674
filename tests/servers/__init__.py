"""A PostgreSQL and a RabbitMQ for the tests: given, found here, or started for the occasion."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.servers.addresses import NoServer, Servers
from tests.servers.containers import in_containers
from tests.servers.existing import POSTGRES, RABBITMQ, given, local
from tests.servers.packages import from_packages

logger = logging.getLogger(__name__)

PROVIDERS = (given, local, in_containers, from_packages)
NOWHERE = f"""Aucun serveur pour les essais. Au choix :
  - donnez {POSTGRES} (droit CREATEDB) et {RABBITMQ} (utilisateur administrateur) ;
  - lancez PostgreSQL et RabbitMQ sur leurs ports habituels de 127.0.0.1 ;
  - lancez Docker ;
  - relancez en root sur une distribution qui a apt-get.
Essais faits :"""


@contextmanager
def servers() -> Iterator[Servers]:
    """The first that answer, for as long as the block lasts; NoServer says what was tried."""
    with ExitStack() as closing:
        yield first_available(closing)


def first_available(closing: ExitStack) -> Servers:
    tried = [NOWHERE]
    for provide in PROVIDERS:
        try:
            found = closing.enter_context(provide())
        except NoServer as error:
            tried.append(f"  - {error}")
        else:
            logger.info("Serveurs des essais : %s", found)
            return found
    raise NoServer("\n".join(tried))

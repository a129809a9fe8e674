"""A PostgreSQL and a RabbitMQ for the tests: given, found on this machine, or started."""

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
    """The first servers that answer, for the block; raises NoServer with the list of attempts."""
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

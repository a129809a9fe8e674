"""labellisation on real servers, told to others over AMQP and HTTP, with accounts for them."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

from console.execution.services import BUILDERS
from console.imports.geographie import charger, lire_dossier
from shared.clock import SystemClock
from shared.delivery.account_names import account_inbox_name
from shared.runtime.account_table import Compte, Table
from shared.runtime.component import Component
from shared.runtime.migrations import started
from shared.runtime.settings import from_environment
from tests.contracts.pas_a_pas import account_of, connected
from tests.journeys.parcours import ECHANTILLON
from tests.observability.processus import Processus
from tests.questions.bases import bases_lues
from tests.questions.serveur_http import LIEU, Serveur, lance, ouvrir_les_comptes
from tests.servers.addresses import Servers, free_port
from tests.servers.administration import administered
from tests.servers.children import Children
from tests.servers.isolation import accounts, partner, vhost

SERVICE = "labellisation"


@dataclass
class Site:
    """Its processes; `component` reads the log of the service, beside them."""

    servers: Servers
    uri: str
    folder: Path
    environment: dict[str, str]
    component: Component
    http: Serveur
    children: Children
    opened: ExitStack
    processes: dict[str, Processus] = field(default_factory=dict)

    def start(self, role: str) -> None:
        made = Processus(self.children, self.folder, self.environment, SERVICE, role)
        made.until(made.ready)
        self.processes[role] = made

    def open_account(self, name: str, heard: Sequence[str] = (SERVICE,)) -> str:
        """The address of a new account of a prefecture: what `accounts add` does."""
        uri = self.opened.enter_context(partner(self.servers, self.uri, name, ["PREFET"], heard))
        line = Compte(
            account_of(uri), ("PREFET",), SystemClock().now(), ("15",), ecoute=tuple(heard)
        )
        table = self.http.gardien.comptes
        Table([*Table.read(table).lines, line]).write(table)
        return uri

    def token(self, uri: str) -> str:
        """One for the questions over HTTP of this account."""
        return self.http.gardien.donner(account_of(uri))

    def disconnect(self, uri: str) -> None:
        administered(self.servers).disconnect(account_of(uri))

    def lose_requests(self, uri: str) -> None:
        """RabbitMQ loses the requests of this account that wait for the service."""
        with connected(self.uri) as connection:
            connection.channel().queue_purge(account_inbox_name(SERVICE, account_of(uri)))


@contextmanager
def installed(servers: Servers, folder: Path) -> Iterator[Site]:
    """A site whose processes run; each schema is named where its own HTTP process serves it."""
    with ExitStack() as opened:
        bases = opened.enter_context(bases_lues(servers))
        uri = opened.enter_context(vhost(servers))
        ours = opened.enter_context(accounts(servers, uri))
        guard, port = ouvrir_les_comptes(folder, {}), free_port()
        environment = bases.environnement(folder, ours[SERVICE]) | {
            "COMPTES": str(guard.comptes),
            "CONTRATS_ADRESSE": f"http://{LIEU}:{port}/contrats",
        }
        component = opened.enter_context(read_beside(environment))
        charger(component, lire_dossier(ECHANTILLON, 2024))
        http = opened.enter_context(lance(None, guard, environment, port))
        children = opened.enter_context(Children())
        site = Site(servers, uri, folder, environment, component, http, children, opened)
        for role in ("service", "worker"):
            site.start(role)
        yield site


@contextmanager
def read_beside(environment: dict[str, str]) -> Iterator[Component]:
    with patch.dict("os.environ", environment):
        component = started(BUILDERS[SERVICE], SERVICE, from_environment(SERVICE))
    try:
        yield component
    finally:
        component.close()


def place(uri: str) -> str:
    return f"{urlsplit(uri).hostname}:{urlsplit(uri).port or 5672}"

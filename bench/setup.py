"""The setup of the measures: servers, databases and a vhost of their own, real processes."""

import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from sqlalchemy.engine import make_url

from bench.baseline import make_table
from bench.services import Demandes
from console.execution.services import BUILDERS
from console.imports.geographie import charger, lire_dossier
from services.labellisation.dossier.commands import RemonterStructure
from shared.runtime.component import Component
from shared.runtime.migrations import started
from shared.runtime.settings import from_environment
from tests.journeys.drivers import process_environment
from tests.journeys.parcours import ECHANTILLON
from tests.servers import servers as first_available
from tests.servers.addresses import Servers
from tests.servers.children import Children
from tests.servers.isolation import databases, vhost

SMTP_PORT = 25


@dataclass
class Bench:
    """`seconds`: the length of each measure; `clients`: the number of concurrent clients."""

    seconds: float
    clients: int
    servers: Servers
    uri: str
    environment: dict[str, str]
    labellisation: Component
    audit: Component
    folder: Path
    demandes: Demandes = field(default_factory=Demandes)
    open: list[RemonterStructure] = field(default_factory=list)
    """Structures put forward, not signalled yet."""
    memory: dict[str, int] = field(default_factory=dict)
    """The peak memory of each process, in megabytes."""

    @property
    def url(self) -> str:
        """The database of the references: labellisation's, as its owner."""
        database = make_url(self.labellisation.model.engine.url).database
        owner = make_url(self.servers.postgres).set(database=database)
        return owner.render_as_string(hide_password=False)

    @contextmanager
    def running(self, service: str, role: str) -> Iterator[None]:
        """A real process, as an operator would start it."""
        words = [sys.executable, "-m", "console", "run", service, "--role", role]
        with Children() as children:
            log = self.folder / f"{service}-{role}.log"
            process = children.start(words, log, self.environment)
            yield
            assert process.poll() is None, f"{service} {role} stopped by itself"
            self._weigh(f"{service} {role}", process.pid)

    def _weigh(self, name: str, pid: int) -> None:
        status = Path(f"/proc/{pid}/status").read_text().splitlines()
        peak = next(line for line in status if line.startswith("VmHWM"))
        self.memory[name] = max(self.memory.get(name, 0), int(peak.split()[1]) // 1024)

    def weigh_itself(self) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.memory["this program (saves, relay, replay)"] = peak // 1024


@contextmanager
def set_up(seconds: float, clients: int) -> Iterator[Bench]:
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="fs-bench-")))
        servers = closing.enter_context(first_available())
        urls = closing.enter_context(databases(servers, list(BUILDERS)))
        uri = closing.enter_context(vhost(servers))
        environment = process_environment(folder, SMTP_PORT, urls, uri)
        labellisation, audit = (
            closing.enter_context(component(name, environment))
            for name in ("labellisation", "audit")
        )
        charger(labellisation, lire_dossier(ECHANTILLON, 2024))
        ready = Bench(seconds, clients, servers, uri, environment, labellisation, audit, folder)
        make_table(ready.url)
        yield ready


@contextmanager
def component(name: str, environment: dict[str, str]) -> Iterator[Component]:
    """The component, assembled as in a process of this service."""
    with patch.dict("os.environ", environment):
        built = started(BUILDERS[name], name, from_environment(name))
    try:
        yield built
    finally:
        built.close()

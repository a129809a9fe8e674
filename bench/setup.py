"""The setup of the measures: servers, databases and a vhost of their own, real processes."""

import resource
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from sqlalchemy.engine import make_url

from bench.baseline import make_table
from bench.processes import peak_megabytes
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


@dataclass(frozen=True)
class Options:
    """`seconds`: the length of each measure. `lists`: files to play; if none, one is made.

    `geography`: the folder of the communes that these files cite. `long`: make another list, as
    long as that of a whole country. `structures`: those about which questions are asked.
    """

    seconds: float
    lists: Sequence[Path] = ()
    geography: Path | None = None
    long: bool = False
    structures: int = 3_000


@dataclass(frozen=True)
class Rest:
    """A process that nothing asks: seconds until it was ready, CPU in cores, memory in MB.

    `alone`: its memory, each page that other processes share divided among them.
    """

    process: str
    ready: float
    cores: float
    megabytes: float
    alone: float


@dataclass
class Bench:
    """`clients`: how many are served at once; `window`: how many paths are under way at once."""

    options: Options
    servers: Servers
    uri: str
    environment: dict[str, str]
    labellisation: Component
    audit: Component
    folder: Path
    clients: int = 32
    window: int = 64
    demandes: Demandes = field(default_factory=Demandes)
    open: list[RemonterStructure] = field(default_factory=list)
    """Structures put forward, not signalled yet."""
    memory: dict[str, int] = field(default_factory=dict)
    """The peak memory of each process, in megabytes."""
    rests: list[Rest] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """Sentences that compare two measures of the run."""

    @property
    def seconds(self) -> float:
        return self.options.seconds

    @property
    def url(self) -> str:
        """The database of the references: labellisation's, as its owner."""
        return self.as_owner(self.labellisation)

    def as_owner(self, component: Component) -> str:
        """The URL of a component's database, for the owner of its tables."""
        database = make_url(component.model.engine.url).database
        owner = make_url(self.servers.postgres).set(database=database)
        return owner.render_as_string(hide_password=False)

    @contextmanager
    def running(self, service: str, role: str) -> Iterator[int]:
        """A real process, as an operator would start it: its id."""
        words = [sys.executable, "-m", "console", "run", service, "--role", role]
        with Children() as children:
            log = self.folder / f"{service}-{role}.log"
            process = children.start(words, log, self.environment)
            yield process.pid
            assert process.poll() is None, f"{service} {role} stopped by itself"
            self.weigh(f"{service} {role}", peak_megabytes(process.pid))

    @contextmanager
    def new_labellisation(self) -> Iterator[Component]:
        """A labellisation whose log is empty, in a database of its own."""
        with databases(self.servers, ["labellisation"]) as urls:
            environment = process_environment(self.folder, SMTP_PORT, urls, self.uri)
            with component("labellisation", environment) as empty:
                charger(empty, lire_dossier(ECHANTILLON, 2024))
                yield empty

    @contextmanager
    def cold_labellisation(self) -> Iterator[Component]:
        """The labellisation that was measured, in a process that remembers nothing of it."""
        with component("labellisation", self.environment) as cold:
            yield cold

    def weigh(self, name: str, megabytes: float) -> None:
        self.memory[name] = max(self.memory.get(name, 0), round(megabytes))

    def weigh_itself(self) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.weigh("this program (saves, relay, rebuild, replay)", peak / 1024)


@contextmanager
def set_up(options: Options) -> Iterator[Bench]:
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
        ready = Bench(options, servers, uri, environment, labellisation, audit, folder)
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

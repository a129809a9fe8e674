"""The drivers of a journey: this process and a folder, or ten processes and two servers."""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.engine import make_url

from console.execution.embedded import Programme
from console.execution.remote import Listener, Remote
from console.execution.services import BUILDERS, applications
from console.imports.geographie import charger
from services.labellisation.geographie.questions import CodeGeographique, CommunesChargees
from shared.clock import SystemClock
from shared.contracts import Contract
from shared.liens import Signature
from shared.log.journal import history
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from shared.personal_data.master_keys import new_master_key
from shared.rabbitmq.rights import CONSOLE
from shared.read_model import ReadModel
from tests.journeys.regularisation import regularisee
from tests.servers.addresses import Servers, inherited
from tests.servers.children import PATIENCE, ROOT, Children
from tests.servers.isolation import accounts, databases, sqlalchemy_url, vhost

HEARING = 0.2
LINK_SECRET = "essai"


class EmbeddedDriver:
    """One process, one folder."""

    def __init__(self, folder: Path, smtp_port: int) -> None:
        self.documents, self.courriels = folder, folder / "courriels"
        self.facts: list[Contract] = []
        options = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(smtp_port)}
        self.programme = Programme(folder, SystemClock(), options)
        self.signature = self.programme.signature
        self.programme.observe(self.facts.append)

    def charger(self, geographie: CodeGeographique) -> None:
        charger(self.programme.components["labellisation"], geographie)

    def geographie(self) -> CommunesChargees:
        return CommunesChargees(self.programme.components["labellisation"].model)

    def send(self, command: Command) -> Outcome:
        return self.programme.send(regularisee(command))

    def send_all(self, commands: Sequence[Command]) -> list[Outcome]:
        return self.programme.send_all([*map(regularisee, commands)])

    def next_fact(self) -> Contract | None:
        if not self.facts:
            self.programme.settle()
        return self.facts.pop(0) if self.facts else None

    def rows(self, service: str, sql: str) -> list[dict[str, Any]]:
        return self.programme.rows(service, sql)

    def history(self, service: str, structure_id: UUID) -> list[dict[str, Any]]:
        return history(self.programme.components[service].model, structure_id, None)

    def close(self) -> None:
        self.programme.close()


class ServersDriver:
    """Five nameko services and their five workers, on RabbitMQ and PostgreSQL."""

    signature = Signature(LINK_SECRET)

    def __init__(
        self,
        folder: Path,
        smtp_port: int,
        databases: Mapping[str, str],
        amqp_uri: str,
        accounts: Mapping[str, str],
        closing: ExitStack,
        patience: float = PATIENCE,
    ) -> None:
        self.documents, self.courriels = folder, folder / "courriels"
        self.logs = folder / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        self.models = {name: ReadModel(sqlalchemy_url(url)) for name, url in databases.items()}
        for model in self.models.values():
            closing.callback(model.close)
        self.environment = process_environment(folder, smtp_port, databases, amqp_uri)
        self.environment |= {f"{name.upper()}_AMQP_URI": uri for name, uri in accounts.items()}
        self.listener = Listener(accounts[CONSOLE], applications())
        closing.callback(self.listener.close)
        self.remote = Remote(accounts[CONSOLE])
        closing.callback(self.remote.close)
        self.children = closing.enter_context(Children(patience))
        self.processes = [process for service in BUILDERS for process in self._both(service)]

    def charger(self, geographie: CodeGeographique) -> None:
        self.geographie().charger(geographie)

    def geographie(self) -> CommunesChargees:
        return CommunesChargees(self.models["labellisation"])

    def send(self, command: Command) -> Outcome:
        return self.remote.send(regularisee(command))

    def send_all(self, commands: Sequence[Command]) -> list[Outcome]:
        return self.remote.send_all([*map(regularisee, commands)])

    def next_fact(self) -> Contract | None:
        self._check_processes()
        return self.listener.next(HEARING)

    def rows(self, service: str, sql: str) -> list[dict[str, Any]]:
        return self.models[service].query(sql)

    def history(self, service: str, structure_id: UUID) -> list[dict[str, Any]]:
        return history(self.models[service], structure_id, None)

    def command(self, *words: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """Run `france-services …` as an operator types it, beside the running services."""
        return subprocess.run(
            [sys.executable, "-m", "console", *words],
            cwd=self.documents,
            env={**self.environment, "PYTHONPATH": str(ROOT), "COLUMNS": "2000", **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def without(self, service: str) -> Iterator[None]:
        """Stop both processes of a service; they are started again at the end of the block."""
        absent = [process for process in self.processes if service in cast(list[str], process.args)]
        self._end(absent)
        self.processes = [process for process in self.processes if process not in absent]
        try:
            yield
        finally:
            self.processes += self._both(service)

    def stop(self) -> None:
        """Stop the processes as an operator would; each must end by itself without an error."""
        self._end(self.processes)

    def _end(self, processes: Sequence["subprocess.Popen[bytes]"]) -> None:
        codes = self.children.end(*processes)
        assert codes == [0] * len(codes), self._ends_of_logs()

    def _both(self, service: str) -> list["subprocess.Popen[bytes]"]:
        return [self._start(service, role) for role in ("worker", "service")]

    def _start(self, service: str, role: str) -> "subprocess.Popen[bytes]":
        words = [sys.executable, "-m", "console", "run", service, "--role", role]
        return self.children.start(words, self.logs / f"{service}-{role}.log", self.environment)

    def _check_processes(self) -> None:
        assert all(process.poll() is None for process in self.processes), self._ends_of_logs()

    def _ends_of_logs(self) -> str:
        return "\n".join(
            f"== {log.name}\n{log.read_text()[-3000:]}" for log in sorted(self.logs.iterdir())
        )


@contextmanager
def ten_processes(
    folder: Path, smtp_port: int, servers: Servers, patience: float = PATIENCE
) -> Iterator[ServersDriver]:
    """Ten processes, with databases and a vhost of their own, ended with the block."""
    with (
        databases(servers, list(BUILDERS)) as urls,
        vhost(servers) as uri,
        accounts(servers, uri) as allowed,
        ExitStack() as closing,
    ):
        driver = ServersDriver(folder, smtp_port, urls, uri, allowed, closing, patience)
        yield driver
        driver.stop()


def as_owner(postgres: str) -> dict[str, str]:
    """The variables to run a command under the role that owns the tables of all services."""
    place = urlsplit(postgres)
    owner = {"USER": place.username or "postgres", "PASSWORD": place.password or ""}
    return {
        f"{service.upper()}_POSTGRES_{name}": value
        for service in BUILDERS
        for name, value in owner.items()
    }


def process_environment(
    folder: Path, smtp_port: int, databases: Mapping[str, str], amqp_uri: str
) -> dict[str, str]:
    """The machine's own variables, and those that an operator would set."""
    environment = {
        **inherited(),
        "AMQP_URI": amqp_uri,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(smtp_port),
        "DOCUMENTS": str(folder),
        "LINK_SECRET": LINK_SECRET,
        "MASTER_KEY": new_master_key(),
        "PSYCOPG_WAIT_FUNC": "wait_selector",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
    }
    for service, url in databases.items():
        parts = make_url(url)
        prefix = f"{service.upper()}_POSTGRES"
        environment[f"{prefix}_DBNAME"] = parts.database or ""
        environment[f"{prefix}_HOST"] = parts.host or "127.0.0.1"
        environment[f"{prefix}_PORT"] = str(parts.port or 5432)
        environment[f"{prefix}_USER"] = parts.username or "postgres"
        environment[f"{prefix}_PASSWORD"] = parts.password or ""
    return environment

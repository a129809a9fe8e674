"""The whole programme in containers, as an operator starts it; the checker runs outside."""

import io
import json
import os
import secrets
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch
from urllib.parse import urlsplit

from console.execution.services import BUILDERS
from console.installation.secrets import lire
from shared.rabbitmq.rights import ADMINISTRATION, CONSOLE
from shared.runtime.component import Component
from shared.runtime.migrations import started
from shared.runtime.settings import broker, from_environment
from tests.faults.checker import Checker
from tests.faults.outside import Outside
from tests.faults.site import Site, modele
from tests.observability.alertmanager import programs
from tests.servers.addresses import free_port, inherited

ROOT = Path(__file__).parents[2]
FILES = ("docker-compose.yml", "tests/deploy/essai.yml")
TLS, CLUSTER = "deploy/tls.yml", "deploy/cluster.yml"
ALSO = {CLUSTER: "tests/deploy/noeuds.yml"}
"""The file that the trial adds to an overlay."""

IMAGE = "france-services:essai"
KEPT = "has active endpoints"
"""Part of Docker's error when it refuses to remove a network."""

PATIENCE = 300.0
LOOK_AGAIN = 0.5
ROUND = 1000
"""Each checker numbers its structures from a new thousand: the same number would be a repeat."""

PROCESSES = tuple(name for service in BUILDERS for name in (service, f"{service}-worker"))


class Compose:
    """`docker compose`, on a project and ports of its own."""

    def __init__(self, overlays: Sequence[str] = (), traces: str = "") -> None:
        self.overlays = overlays
        also = [ALSO[name] for name in overlays if name in ALSO]
        self.rounds = 0
        self.project = f"fs-essai-{secrets.token_hex(3)}"
        self.ports = {
            name: str(free_port())
            for name in (
                *("AMQP_PORT", "MANAGEMENT_PORT", "POSTGRES_PORT"),
                *("INSCRIPTION_PORT", "QUESTIONS_PORT"),
            )
        }
        self.environment = {
            **inherited(),
            **self.ports,
            "FRANCE_SERVICES_IMAGE": IMAGE,
            "NODE_EXPORTER": programs()["node_exporter"] or "",
            "OTEL_EXPORTER_OTLP_ENDPOINT": traces,
            "COMPOSE_PROJECT_NAME": self.project,
            "COMPOSE_FILE": os.pathsep.join((*FILES, *overlays, *also)),
        }

    def __call__(self, *words: str) -> str:
        """Run `docker compose` and return its output; raises RuntimeError with its errors."""
        return self.docker("compose", *words)

    def docker(self, *words: str) -> str:
        return self._ran(["docker", *words])

    def remove(self) -> None:
        """Remove all that the trial started; raises RuntimeError if a container remains.

        Docker may keep a network that nothing is on any more, until it restarts (moby#43286): the
        trial says so, and is not judged on it.
        """
        try:
            self("down", "--volumes", "--remove-orphans", "--timeout", "30")
        except RuntimeError as error:
            if KEPT not in str(error) or self("ps", "--all", "--quiet"):
                raise
            print(f"Docker garde un réseau sans conteneur :\n{error}", file=sys.stderr)

    def shell(self, text: str) -> str:
        """Run lines of shell as an operator types them; the first failure ends them."""
        return self._ran(["bash", "-euo", "pipefail", "-c", text])

    def _ran(self, words: Sequence[str]) -> str:
        ran = subprocess.run(
            words, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        if ran.returncode:
            raise RuntimeError(f"{' '.join(words)}\n{ran.stdout}{ran.stderr}")
        return ran.stdout

    def console(self, *words: str) -> str:
        """Run `france-services …`, as an operator types it."""
        return self("run", "--rm", "-T", "--no-deps", "console", *words)

    def image(self, name: str) -> None:
        """Use this image for the containers started from now on."""
        self.environment["FRANCE_SERVICES_IMAGE"] = name

    def image_of(self, service: str) -> str:
        [container] = self.containers(service)
        return self.docker("inspect", "--format", "{{.Config.Image}}", container).strip()

    def containers(self, service: str) -> list[str]:
        return self("ps", "--quiet", service).split()

    def healthy(self, *services: str) -> bool:
        states = [
            json.loads(self.docker("inspect", "--format", "{{json .State}}", container))
            for service in services
            for container in self.containers(service)
        ]
        return bool(states) and all(
            state.get("Health", {}).get("Status") == "healthy" for state in states
        )

    def wait(self, *services: str) -> None:
        until(lambda: self.healthy(*services), f"{services} n'est pas prêt")

    def secrets(self, folder: Path) -> None:
        """Copy the secrets of the installation into this folder, for the checker."""
        run = ("run", "--rm", "-T", "--no-deps", "--entrypoint", "tar", "administration")
        packed = subprocess.run(
            ["docker", "compose", *run, "-C", "/run/secrets", "-c", "."],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            check=True,
        ).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")


def until(condition: Callable[[], bool], otherwise: str, patience: float = PATIENCE) -> None:
    limit = time.monotonic() + patience
    while not condition():
        if time.monotonic() > limit:
            raise TimeoutError(otherwise)
        time.sleep(LOOK_AGAIN)


@dataclass(kw_only=True)
class Pile(Site):
    compose: Compose
    secrets: Path

    def administration(self, database: str) -> str:
        """The address of PostgreSQL, for its administrator."""
        password = lire(self.secrets, "postgres", "postgres_password")
        return f"postgresql://postgres:{password}@127.0.0.1:{self.compose.ports['POSTGRES_PORT']}/{database}"

    def versions(self) -> str:
        postgres = self.compose("exec", "-T", "postgres", "postgres", "--version").split()[2]
        rabbitmq = self.compose("exec", "-T", "rabbitmq", "rabbitmqctl", "--quiet", "version")
        return f"PostgreSQL {postgres} et RabbitMQ {rabbitmq.strip()}"


def administrator(secrets: Path) -> str:
    """The address of RabbitMQ for its administrator, who alone may declare a queue."""
    password = lire(secrets, "rabbitmq", "amqp_password")
    place = urlsplit(broker(CONSOLE))
    netloc = f"{ADMINISTRATION}:{password}@{place.netloc.rpartition('@')[2]}"
    return place._replace(netloc=netloc).geturl()


@contextmanager
def pile(compose: Compose) -> Iterator[Pile]:
    """Once `compose` is up: the people, the checker, and the convention of the sample."""
    with ExitStack() as closing:
        folder = Path(closing.enter_context(TemporaryDirectory(prefix="fs-deploiement-")))
        compose.secrets(folder)
        closing.enter_context(patch.dict(os.environ, from_outside(compose, folder)))  # noqa: TID251
        components = {name: opened(closing, name) for name in BUILDERS}
        outside = Outside(
            broker(CONSOLE), administrator(folder), lire(folder, "onboarding", "link_secret")
        )
        closing.callback(outside.close)
        ready = Pile(
            components=components,
            outside=outside,
            checker=Checker(components),
            modele=modele(),
            compose=compose,
            secrets=folder,
            demandees=ROUND * compose.rounds,
        )
        compose.rounds += 1
        ready.preparer()
        yield ready


def from_outside(compose: Compose, folder: Path) -> dict[str, str]:
    """The checker's environment: the servers' addresses, and its copy of the secrets."""
    plain = {
        "SECRETS_DIR": str(folder),
        "POSTGRES_HOST": "127.0.0.1",
        "POSTGRES_PORT": compose.ports["POSTGRES_PORT"],
        "AMQP_URI": f"amqp://127.0.0.1:{compose.ports['AMQP_PORT']}//",
        "DOCUMENTS": str(folder),
    }
    if TLS not in compose.overlays:
        return plain
    authority = str(folder / "autorite" / "ca.crt")
    sealed = {"SSL_CERT_FILE": authority, "PGSSLROOTCERT": authority, "PGSSLMODE": "verify-full"}
    return {**plain, **sealed, "AMQP_URI": plain["AMQP_URI"].replace("amqp:", "amqps:")}


def opened(closing: ExitStack, name: str) -> Component:
    component = started(BUILDERS[name], name, from_environment(name))
    closing.callback(component.close)
    return component

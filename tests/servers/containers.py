"""Servers in containers, thrown away after the tests."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.servers.addresses import Servers, run

POSTGRES_IMAGE = "postgres:17"
RABBITMQ_IMAGE = "rabbitmq:4-management"


@contextmanager
def in_containers() -> Iterator[Servers]:
    """Raises NoServer if no Docker engine answers."""
    run("docker", "info")
    with ExitStack() as closing:
        postgres = container(closing, POSTGRES_IMAGE, "POSTGRES_PASSWORD=essais", 5432)
        rabbitmq = container(closing, RABBITMQ_IMAGE, "RABBITMQ_DEFAULT_USER=guest", 5672, 15672)
        yield Servers(
            f"postgresql://postgres:essais@{published(postgres, 5432)}/postgres",
            f"amqp://guest:guest@{published(rabbitmq, 5672)}//",
            f"http://guest:guest@{published(rabbitmq, 15672)}",
        ).once_answering()


def container(closing: ExitStack, image: str, variable: str, *ports: int) -> str:
    """Its ports are published on ports of this machine that are free."""
    publish = [word for port in ports for word in ("--publish", f"127.0.0.1::{port}")]
    identity = run("docker", "run", "--detach", *publish, "--env", variable, image).strip()
    closing.callback(run, "docker", "rm", "--force", "--volumes", identity)
    return identity


def published(identity: str, port: int) -> str:
    """The address of this machine that leads to a container's port."""
    first = run("docker", "port", identity, str(port)).split()[0]
    return f"127.0.0.1:{first.rpartition(':')[2]}"

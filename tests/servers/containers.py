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
        postgres = container(closing, POSTGRES_IMAGE, "POSTGRES_HOST_AUTH_METHOD=trust")
        rabbitmq = container(closing, RABBITMQ_IMAGE, "RABBITMQ_DEFAULT_USER=guest")
        yield Servers(
            f"postgresql://postgres@{published(postgres, 5432)}/postgres",
            f"amqp://guest:guest@{published(rabbitmq, 5672)}//",
            f"http://guest:guest@{published(rabbitmq, 15672)}",
        ).once_answering()


def container(closing: ExitStack, image: str, variable: str) -> str:
    words = ("docker", "run", "--detach", "--publish-all", "--env", variable, image)
    identity = run(*words).strip()
    closing.callback(run, "docker", "rm", "--force", "--volumes", identity)
    return identity


def published(identity: str, port: int) -> str:
    """The address of this machine that leads to a container's port."""
    first = run("docker", "port", identity, str(port)).split()[0]
    return f"127.0.0.1:{first.rpartition(':')[2]}"

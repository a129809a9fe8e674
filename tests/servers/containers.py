"""Servers in containers, thrown away after the tests."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from tests.servers.addresses import Servers, free_port, run

POSTGRES_IMAGE = "postgres:17"
RABBITMQ_IMAGE = "rabbitmq:4-management"


@contextmanager
def in_containers() -> Iterator[Servers]:
    """Both servers in containers; raises NoServer if no Docker engine answers."""
    with own_containers() as (postgres, rabbitmq):
        yield Servers(postgres.url, rabbitmq.url, rabbitmq.management)


@contextmanager
def own_containers() -> Iterator[tuple["Container", "Container"]]:
    """Both servers once they answer, as handles that can stop them; raises NoServer."""
    run("docker", "info")
    with ExitStack() as closing:
        postgres = Container(POSTGRES_IMAGE, "POSTGRES_PASSWORD=essais", 5432)
        closing.callback(postgres.close)
        rabbitmq = Container(RABBITMQ_IMAGE, "RABBITMQ_DEFAULT_USER=guest", 5672, 15672)
        closing.callback(rabbitmq.close)
        for container in (postgres, rabbitmq):
            container.start()
        postgres.url = f"postgresql://postgres:essais@{postgres.address(5432)}/postgres"
        rabbitmq.url = f"amqp://guest:guest@{rabbitmq.address(5672)}//"
        rabbitmq.management = f"http://guest:guest@{rabbitmq.address(15672)}"
        Servers(postgres.url, rabbitmq.url, rabbitmq.management).once_answering()
        yield postgres, rabbitmq


class Container:
    """A container on free ports of this machine, which it keeps when it starts again."""

    url = management = ""

    def __init__(self, image: str, variable: str, *ports: int) -> None:
        self.ports = {port: free_port() for port in ports}
        pairs = [f"127.0.0.1:{free}:{port}" for port, free in self.ports.items()]
        publish = [word for pair in pairs for word in ("--publish", pair)]
        self.identity = run("docker", "create", *publish, "--env", variable, image).strip()

    def address(self, port: int) -> str:
        """The address of this machine that leads to a container's port."""
        return f"127.0.0.1:{self.ports[port]}"

    def start(self) -> None:
        run("docker", "start", self.identity)

    def stop(self) -> None:
        run("docker", "stop", "--time", "10", self.identity)

    def kill(self) -> None:
        run("docker", "kill", self.identity)

    def close(self) -> None:
        run("docker", "rm", "--force", "--volumes", self.identity)

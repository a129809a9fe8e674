"""The distribution's servers, installed if needed, on folders and ports of their own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from shared import limits
from tests.servers.addresses import NoServer, Servers, free_port, inherited, once, run
from tests.servers.administration import Management
from tests.servers.children import Children, kill_group

PACKAGES = ("postgresql", "rabbitmq-server")
POSTGRES_PROGRAMS = Path("/usr/lib/postgresql")
RABBITMQ_PROGRAM = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


@contextmanager
def from_packages() -> Iterator[Servers]:
    """Both servers; raises NoServer if their packages can neither be found nor installed."""
    with own_packages() as (postgres, rabbitmq):
        yield Servers(postgres.url, rabbitmq.url, rabbitmq.management)


@contextmanager
def own_packages() -> Iterator[tuple["Postgres", "Rabbit"]]:
    """Both servers once they answer, as handles that can stop them; raises NoServer."""
    if os.geteuid() != 0:
        raise NoServer("paquets de la distribution : il faut être root")
    install()
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="fs-essais-")))
        folder.chmod(0o755)
        children = closing.enter_context(Children())
        postgres, rabbitmq = Postgres(folder / "postgres"), Rabbit(folder / "rabbitmq", children)
        closing.callback(postgres.close)
        for server in (postgres, rabbitmq):
            server.start()
        try:
            Servers(postgres.url, rabbitmq.url, rabbitmq.management).once_answering()
        except NoServer as error:
            raise NoServer(f"{error} ; {rabbitmq.log.read_text()[-500:]}") from error
        yield postgres, rabbitmq


@contextmanager
def own_broker() -> Iterator["Rabbit"]:
    """RabbitMQ alone, once its management interface answers; raises NoServer."""
    if os.geteuid() != 0:
        raise NoServer("paquets de la distribution : il faut être root")
    install()
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="fs-essais-")))
        folder.chmod(0o755)
        rabbitmq = Rabbit(folder / "rabbitmq", closing.enter_context(Children()))
        rabbitmq.start()
        once(Management(rabbitmq.management).check)
        yield rabbitmq


def install() -> None:
    """Install the packages without starting the distribution's servers."""
    if any(POSTGRES_PROGRAMS.glob("*/bin/initdb")) and RABBITMQ_PROGRAM.exists():
        return
    quiet = {**inherited(), "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    run("apt-get", "update", env=quiet)
    run("apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES, env=quiet)


class Postgres:
    """PostgreSQL, run as the package's user, for it refuses root."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        shutil.chown(folder, "postgres", "postgres")
        self.port, self.data = free_port(), folder / "data"
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        self.programs = sorted(POSTGRES_PROGRAMS.glob("*/bin"))[-1]
        self.log = folder / "log"
        self.options = f"-p {self.port} -c listen_addresses=127.0.0.1 "
        self.options += f"-c unix_socket_directories={folder}"
        self._run("initdb", "-D", str(self.data), "-A", "trust", "-E", "UTF8")

    def start(self) -> None:
        self._control("-l", str(self.log), "-o", self.options, "start")

    def kill(self) -> None:
        """Stop at once, as a power cut would."""
        self._control("-m", "immediate", "stop")

    def close(self) -> None:
        """Stop the server if it runs."""
        if (self.data / "postmaster.pid").exists():
            self.kill()

    def _control(self, *words: str) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-w", *words)

    def _run(self, program: str, *words: str) -> None:
        run("runuser", "-u", "postgres", "--", f"{self.programs}/{program}", *words)


class Rabbit:
    """A RabbitMQ node with its own name, ports and port mapper."""

    def __init__(self, folder: Path, children: Children) -> None:
        folder.mkdir()
        self.children, self.log = children, folder / "log"
        port, management, distribution, mapper = (free_port() for _ in range(4))
        (folder / "plugins").write_text("[rabbitmq_management].")
        (folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{port}\n"
            f"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {management}\n"
            f"max_message_size = {limits.TAILLE_AU_COURTIER.valeur}\n"
        )
        self.environment = {
            **inherited(),
            "HOME": str(folder),
            "ERL_EPMD_PORT": str(mapper),
            "RABBITMQ_NODENAME": f"essais{port}@localhost",
            "RABBITMQ_DIST_PORT": str(distribution),
            "RABBITMQ_MNESIA_BASE": str(folder),
            "RABBITMQ_LOG_BASE": str(folder),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        }
        self.url = f"amqp://guest:guest@127.0.0.1:{port}//"
        self.management = f"http://guest:guest@127.0.0.1:{management}"
        # The node would start a port mapper that outlives it.
        self.children.start(["epmd"], self.log, self.environment)

    def start(self) -> None:
        self.node = self.children.start([str(RABBITMQ_PROGRAM)], self.log, self.environment)

    def control(self, *words: str) -> None:
        """Run `rabbitmqctl` as the node's owner; the distribution's wrapper would be another's."""
        run(str(RABBITMQ_PROGRAM.with_name("rabbitmqctl")), *words, env=self.environment)

    def stop(self) -> None:
        """Stop the node as an operator would."""
        self.children.end(self.node)

    def kill(self) -> None:
        """Kill the whole node at once."""
        kill_group(self.node)

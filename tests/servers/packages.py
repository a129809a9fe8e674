"""The distribution's own servers, installed if need be, with folders and ports of their own."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.servers.addresses import NoServer, Servers, run

PACKAGES = ("postgresql", "rabbitmq-server")
POSTGRES_PROGRAMS = Path("/usr/lib/postgresql")
RABBITMQ_PROGRAM = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


@contextmanager
def from_packages() -> Iterator[Servers]:
    """Raises NoServer if packages can neither be found nor installed."""
    if os.geteuid() != 0:
        raise NoServer("paquets de la distribution : il faut être root")
    install()
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="fs-essais-")))
        folder.chmod(0o755)
        postgres = start_postgres(closing, folder / "postgres")
        rabbitmq, management = start_rabbitmq(closing, folder / "rabbitmq")
        yield Servers(postgres, rabbitmq, management).once_answering()


def install() -> None:
    """Without starting the distribution's own servers: these tests start theirs."""
    if any(POSTGRES_PROGRAMS.glob("*/bin/initdb")) and RABBITMQ_PROGRAM.exists():
        return
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}  # noqa: TID251
    run("apt-get", "update", env=quiet)
    run("apt-get", "install", "--yes", "--no-install-recommends", *PACKAGES, env=quiet)


def start_postgres(closing: ExitStack, folder: Path) -> str:
    """As the user that the package made: PostgreSQL refuses root."""
    folder.mkdir()
    shutil.chown(folder, "postgres", "postgres")
    port = free_port()
    programs = sorted(POSTGRES_PROGRAMS.glob("*/bin"))[-1]
    data, socket_folder = folder / "data", f"-c unix_socket_directories={folder}"
    as_postgres = ("runuser", "-u", "postgres", "--")
    run(*as_postgres, f"{programs}/initdb", "-D", str(data), "-A", "trust", "-E", "UTF8")
    control = (*as_postgres, f"{programs}/pg_ctl", "-D", str(data), "-w")
    options = f"-p {port} -c listen_addresses=127.0.0.1 {socket_folder}"
    run(*control, "-l", str(folder / "log"), "-o", options, "start")
    closing.callback(run, *control, "-m", "immediate", "stop")
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


def start_rabbitmq(closing: ExitStack, folder: Path) -> tuple[str, str]:
    """A node of its own, with its own name, ports, and port mapper."""
    folder.mkdir()
    port, management, distribution, mapper = (free_port() for _ in range(4))
    (folder / "plugins").write_text("[rabbitmq_management].")
    (folder / "rabbitmq.conf").write_text(
        f"listeners.tcp.1 = 127.0.0.1:{port}\n"
        f"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {management}\n"
    )
    environment = {
        **os.environ,  # noqa: TID251 - a child process inherits its environment
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
    node = subprocess.Popen(
        [RABBITMQ_PROGRAM], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )
    closing.callback(run, "epmd", "-kill", env=environment)
    closing.callback(node.wait, 60)
    closing.callback(node.terminate)
    return f"amqp://guest:guest@127.0.0.1:{port}//", f"http://guest:guest@127.0.0.1:{management}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

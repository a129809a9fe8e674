"""A PostgreSQL of its own under the deployed settings and scripts, without containers."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.deploy.pile import ROOT, until
from tests.servers.addresses import inherited
from tests.servers.packages import POSTGRES_PROGRAMS, Postgres

SCRIPTS = ROOT / "deploy" / "postgres"
PATIENCE = 30.0
NEEDS_POSTGRES = pytest.mark.skipif(
    os.geteuid() != 0 or not any(POSTGRES_PROGRAMS.glob("*/bin/initdb")),
    reason="le paquet postgresql n'est pas là, ou l'on n'est pas root",
)


class Archives:
    """A server, its `archives` volume, and copies of the scripts that its user can read."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.archives = folder, folder / "archives"
        self.wal, self.bases = self.archives / "wal", self.archives / "bases"
        self.scripts = folder / "exploitation"
        shutil.copytree(SCRIPTS, self.scripts)
        for each in (self.archives, self.wal, self.bases):
            each.mkdir()
            shutil.chown(each, "postgres", "postgres")
        self.server = Postgres(folder / "postgres")
        archive = f"{self.scripts}/archiver.sh %p {self.wal}/%f"
        self.server.options += f" -c config_file={self.scripts}/postgresql.conf"
        self.server.options += f' -c archive_command="{archive}"'

    def script(
        self, name: str, *words: str, **variables: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run a script of deploy/postgres as the user of PostgreSQL."""
        usual = inherited()
        environment = {
            **usual,
            "PATH": f"{self.server.programs}:{usual['PATH']}",
            "ARCHIVES": str(self.archives),
            "PGHOST": str(self.folder / "postgres"),
            "PGPORT": str(self.server.port),
            "PGDATA": str(self.server.data),
            **variables,
        }
        return subprocess.run(
            ["runuser", "-u", "postgres", "--", str(self.scripts / name), *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def back_up(self, kept: int = 7, **variables: str) -> str:
        """The name of a new base backup; raises AssertionError with what the script said."""
        done = self.script("sauvegarder.sh", SAUVEGARDES_GARDEES=str(kept), **variables)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def ask(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.server.url, autocommit=True) as session:
            return session.execute(query.encode()).fetchall()

    def write(self, value: int) -> None:
        with psycopg.connect(self.server.url, autocommit=True) as session:
            session.execute("CREATE TABLE IF NOT EXISTS ecrits (valeur integer)")
            session.execute("INSERT INTO ecrits VALUES (%s)", (value,))

    def read(self) -> list[object]:
        return [value for (value,) in self.ask("SELECT valeur FROM ecrits ORDER BY valeur")]

    def archived(self) -> Path:
        """Have the current log archived, and return its archive."""
        [(name,)] = self.ask("SELECT pg_walfile_name(pg_switch_wal())")
        archive = self.wal / f"{name}.gz"
        until(archive.exists, f"{archive} n'est pas là", PATIENCE)
        return archive

    def lose(self) -> None:
        """Kill the server, and destroy its data."""
        self.server.kill()
        shutil.rmtree(self.server.data)
        self.server.data.mkdir(mode=0o700)
        shutil.chown(self.server.data, "postgres", "postgres")

    def restore(self, *words: str) -> None:
        """Restore into the empty folder, start, and wait for the end of the recovery."""
        done = self.script("restaurer.sh", *words)
        assert done.returncode == 0, done.stderr
        self.server.start()
        until(lambda: self.ask("SELECT pg_is_in_recovery()") == [(False,)], "rejoue", PATIENCE)

    def measures(self) -> dict[str, float]:
        """What sauvegarder.sh leaves for Prometheus."""
        lines = (self.archives / "mesures" / "sauvegarde.prom").read_text().splitlines()
        return {name: float(value) for name, value in map(str.split, lines)}


@contextmanager
def archives() -> Iterator[Archives]:
    """The server, started; stopped and removed with the block."""
    with tempfile.TemporaryDirectory(prefix="fs-archives-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        ready = Archives(folder)
        try:
            ready.server.start()
            yield ready
        finally:
            ready.server.close()

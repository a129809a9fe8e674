"""What deploy/postgres archives, purges and restores, on a PostgreSQL started for that."""

import gzip
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.archives import NEEDS_POSTGRES, SCRIPTS, Archives, archives
from tests.servers.addresses import NoServer, inherited

BACKUP = "postgres_backup_"
SEGMENT = 16 * 1024 * 1024


@pytest.fixture
def site() -> Iterator[Archives]:
    with archives() as ready:
        yield ready


@NEEDS_POSTGRES
def test_what_was_written_since_the_backup_comes_back(site: Archives) -> None:
    """One of the archives is as the previous version wrote it: not compressed."""
    site.write(1)
    backup = site.back_up()
    site.write(2)
    former = site.archived()
    former.with_suffix("").write_bytes(gzip.decompress(former.read_bytes()))
    former.unlink()
    site.write(3)
    compressed = site.archived()

    site.lose()
    site.restore(backup)

    assert site.read() == [1, 2, 3]
    assert compressed.stat().st_size < SEGMENT / 100


@NEEDS_POSTGRES
def test_only_the_backups_asked_for_stay_and_the_logs_that_they_need(site: Archives) -> None:
    site.write(1)
    first = site.back_up()
    before = {site.archived(), plain(site.archived())}
    second, third = site.back_up(), site.back_up(kept=2)
    site.write(2)
    site.archived()

    kept = sorted(each.name for each in site.bases.iterdir() if not each.name.startswith("."))
    assert kept == [second, third] and first not in kept
    assert before.isdisjoint(site.wal.iterdir())

    site.lose()
    site.restore(second)
    assert site.read() == [1, 2]


@NEEDS_POSTGRES
def test_two_backups_of_the_same_second_are_two(site: Archives) -> None:
    """`mv` would put the second inside the first, where nothing restores it."""
    first = site.back_up()
    clock = site.folder / "clock"
    slow_clock(clock, first)

    second = site.back_up(PATH=f"{clock}:{site.server.programs}:{inherited()['PATH']}")

    assert second > first
    assert [each.name for each in (site.bases / second).iterdir()].count("base.tar.gz") == 1
    assert not (site.bases / first / f"{first}.part").exists()


def slow_clock(folder: Path, second: str) -> None:
    """A `date` that still gives this second's name when first asked, then tells the truth."""
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    date = folder / "date"
    date.write_text(
        f"""#!/bin/sh
case "$*" in *%Y*) [ -e {folder}/asked ] || {{ touch {folder}/asked; echo {second}; exit; }}; esac
exec {shutil.which("date")} "$@"
"""
    )
    date.chmod(0o755)


def plain(archive: Path) -> Path:
    """The archive, rewritten as the previous version did."""
    former = archive.with_suffix("")
    former.write_bytes(gzip.decompress(archive.read_bytes()))
    archive.unlink()
    return former


@NEEDS_POSTGRES
def test_a_backup_that_fails_destroys_nothing_and_is_measured(site: Archives) -> None:
    kept = site.back_up()
    site.server.kill()

    failed = site.script("sauvegarder.sh", SAUVEGARDES_GARDEES="1")

    assert failed.returncode != 0
    assert (site.bases / kept / "base.tar.gz").is_file()
    found = site.measures()
    assert (
        found[f"{BACKUP}last_failure_timestamp_seconds"]
        >= (found[f"{BACKUP}last_success_timestamp_seconds"])
    )
    assert found[f"{BACKUP}size_bytes"] > SEGMENT / 10


@NEEDS_POSTGRES
def test_keeping_no_backup_is_refused(site: Archives) -> None:
    refused = site.script("sauvegarder.sh", SAUVEGARDES_GARDEES="0")

    assert (refused.returncode, list(site.bases.iterdir())) == (1, [])
    assert "au moins une" in refused.stderr


@NEEDS_POSTGRES
def test_a_damaged_archive_stops_the_restoration(site: Archives) -> None:
    """PostgreSQL would take a mere failure for the end of the archives, and lose what follows."""
    backup = site.back_up()
    site.write(1)
    damaged = site.archived()
    damaged.write_bytes(damaged.read_bytes()[:1000])
    site.lose()

    with pytest.raises(NoServer):
        site.restore(backup)

    assert "unexpected end of file" in site.server.log.read_text()
    assert "invalid magic" not in site.server.log.read_text()


def archiver(log: Path, archive: Path) -> "subprocess.CompletedProcess[str]":
    words = [SCRIPTS / "archiver.sh", log, archive]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def desarchiver(archive: Path, log: Path) -> int:
    return subprocess.run([SCRIPTS / "desarchiver.sh", archive, log], check=False).returncode


@pytest.fixture
def log(tmp_path: Path) -> Path:
    written = tmp_path / "log"
    written.write_bytes(b"un journal" * 1000)
    return written


def test_an_archive_is_written_once(log: Path, tmp_path: Path) -> None:
    """PostgreSQL asks again after a crash: the same is accepted, another refused."""
    archive = tmp_path / "1"
    assert [archiver(log, archive).returncode for _ in range(2)] == [0, 0]

    log.write_bytes(b"autre")
    refused = archiver(log, archive)

    assert refused.returncode == 1 and "dit autre chose" in refused.stderr
    assert gzip.decompress((tmp_path / "1.gz").read_bytes()) == b"un journal" * 1000


def test_an_archive_of_the_previous_version_is_not_written_again(log: Path, tmp_path: Path) -> None:
    former = tmp_path / "1"
    former.write_bytes(log.read_bytes())

    assert archiver(log, former).returncode == 0

    assert sorted(tmp_path.iterdir()) == [former, log]


def test_what_a_crash_left_half_written_is_written_again(log: Path, tmp_path: Path) -> None:
    (tmp_path / "1.part").write_bytes(b"la moiti")

    assert archiver(log, tmp_path / "1").returncode == 0

    assert desarchiver(tmp_path / "1", tmp_path / "back") == 0
    assert (tmp_path / "back").read_bytes() == log.read_bytes()
    assert not (tmp_path / "1.part").exists()


def test_a_missing_archive_ends_a_restoration_and_a_damaged_one_stops_it(tmp_path: Path) -> None:
    (tmp_path / "1.gz").write_bytes(gzip.compress(b"un journal" * 1000)[:-10])

    assert desarchiver(tmp_path / "absent", tmp_path / "back") == 1
    assert desarchiver(tmp_path / "1", tmp_path / "back") == 255

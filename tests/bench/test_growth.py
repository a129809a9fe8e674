"""A log that copies made longer takes commands as before; the longest is compared."""

import psycopg
import pytest

from bench import growth
from bench.setup import Bench, Options, set_up
from tests.servers.addresses import Servers


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SIZES": (20, 250), "FILES": 10, "UNTIMED": 2}.items():
        monkeypatch.setattr(growth, name, value)


def stored(url: str) -> int:
    with psycopg.connect(url) as connection:
        return int(connection.execute("SELECT COUNT(*) FROM labellisation_events").fetchall()[0][0])


def test_commands_are_timed_in_logs_of_the_lengths_asked(servers: Servers) -> None:
    with set_up(Options(0.01)) as bench:
        lines = [*growth.growing(bench)]

        assert [line.measured.count for line in lines] == [8, 8]
        assert [line.measured.what for line in lines] == [
            "save: next, 20 events stored",
            "save: next, 250 events stored",
        ]
        assert bench.notes[0].startswith("Cost of a command at 250 events stored")
        exact(bench)


def exact(bench: Bench) -> None:
    with bench.new_labellisation() as log:
        growth.put_forward(bench, log)
        url = bench.as_owner(log)
        assert stored(url) == 20
        growth.fill(url, 250)
        assert stored(url) == 250

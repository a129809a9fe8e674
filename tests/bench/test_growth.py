"""A log that copies made longer takes commands as before; the longest is compared."""

import pytest

from bench import growth
from bench.setup import Options, set_up
from tests.servers.addresses import Servers


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SIZES": (20, 250), "FILES": 10, "UNTIMED": 2}.items():
        monkeypatch.setattr(growth, name, value)


def test_commands_are_timed_in_logs_of_the_lengths_asked(servers: Servers) -> None:
    with set_up(Options(0.01)) as bench:
        lines = [*growth.growing(bench)]

    assert [(line.measured.what, line.measured.count) for line in lines] == [
        ("save: next, 20 events stored", 8),
        ("save: next, 250 events stored", 8),
    ]
    assert bench.notes[0].startswith("Cost of a command at 250 events stored")

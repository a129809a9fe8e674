"""Operations are counted, and taken in turn where logs are compared."""

import sys
from collections.abc import Callable
from pathlib import Path

from bench.processes import Cpu, machine_seconds, session_megabytes, session_seconds
from bench.timing import in_steps, in_turn, metered, whole
from tests.servers.addresses import inherited
from tests.servers.children import Children

WORKS = """import time
while time.process_time() < 0.3:
    pass
print('done', flush=True)
time.sleep(600)"""
STARTS = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WORKS!r}])"


def noting(seen: list[str], name: str) -> Callable[[], None]:
    return lambda: seen.append(name)


def test_operations_take_turns_until_one_has_none_left() -> None:
    seen: list[str] = []
    short, long = [noting(seen, "a")] * 2, [noting(seen, "b")] * 5

    measured = in_turn(["short", "long"], [short, long])

    assert seen == ["a", "b", "a", "b"]
    assert [(each.what, each.count) for each in measured] == [("short", 2), ("long", 2)]


def test_steps_of_unequal_sizes_are_added_up() -> None:
    def run(step: Callable[[int], None]) -> None:
        for size in (1000, 1000, 12):
            step(size)

    measured = in_steps("rebuild", run)

    assert (measured.count, len(measured.each)) == (2012, 3)
    assert measured.seconds >= sum(measured.each)


def test_the_cpu_time_of_a_session_is_that_of_all_its_processes(tmp_path: Path) -> None:
    before = machine_seconds()
    with Children() as children:
        words = [sys.executable, "-c", STARTS]
        leader = children.talk(words, inherited(), tmp_path)
        assert leader.stdout and leader.stdout.readline() == "done\n"

        assert session_seconds(leader.pid) >= 0.3
        assert session_megabytes(leader.pid) > 1
    assert machine_seconds() - before >= 0.3


def test_a_measure_says_what_it_took_of_this_process() -> None:
    measured = metered(lambda: whole("sum", 1, lambda: sum(range(3_000_000))))

    assert isinstance(measured.cpu, Cpu) and measured.cpu.own > 0

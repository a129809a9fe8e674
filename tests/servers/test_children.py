"""No process of a test outlives it, whatever the test raises: checked by pid."""

import os
import signal
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.servers.addresses import inherited
from tests.servers.children import Children, kill_group

LIMIT = 20.0
SLEEPS = "import time; print('là', flush=True); time.sleep(600)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPS}"
PARENT = f"""import subprocess, sys
child = subprocess.Popen([sys.executable, '-c', {DEAF!r}])
print(child.pid, flush=True)
child.wait()"""


class Broken(Exception):
    pass


def python(source: str) -> list[str]:
    return [sys.executable, "-c", source]


def gone(pid: int) -> bool:
    """True once the process ended; a killed orphan may stay a zombie until init reaps it."""
    limit = monotonic() + LIMIT
    while monotonic() < limit:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        sleep(0.05)
    return False


def first_line(log: Path) -> str:
    """The first line of a log, once it is complete."""
    limit = monotonic() + LIMIT
    while not (log.exists() and "\n" in log.read_text()):
        assert monotonic() < limit
        sleep(0.05)
    return log.read_text().partition("\n")[0]


@pytest.mark.parametrize("source", [SLEEPS, DEAF], ids=["docile", "sourd"])
def test_a_block_that_raises_leaves_no_process(source: str, tmp_path: Path) -> None:
    with pytest.raises(Broken), Children(patience=0.5) as children:
        both = [children.start(python(source), tmp_path / f"{n}", inherited()) for n in range(2)]
        assert [first_line(tmp_path / f"{n}") for n in range(2)] == ["là", "là"]
        raise Broken

    assert [gone(process.pid) for process in both] == [True, True]


def test_a_process_that_cannot_start_takes_the_others_with_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), Children() as children:
        first = children.start(python(SLEEPS), tmp_path / "first", inherited())
        children.start(["/nulle/part"], tmp_path / "second", inherited())

    assert gone(first.pid)


def test_what_a_process_started_goes_with_it(tmp_path: Path) -> None:
    with Children(patience=0.5) as children:
        parent = children.start(python(PARENT), tmp_path / "parent", inherited())
        grandchild = int(first_line(tmp_path / "parent"))

    assert gone(parent.pid) and gone(grandchild)


def test_the_code_of_a_killed_process_says_so(tmp_path: Path) -> None:
    with Children(patience=0.5) as children:
        deaf = children.start(python(DEAF), tmp_path / "deaf", inherited())
        docile = children.start(python(SLEEPS), tmp_path / "docile", inherited())
        assert [first_line(tmp_path / name) for name in ("deaf", "docile")] == ["là", "là"]

        assert children.end(deaf, docile) == [-signal.SIGKILL, -signal.SIGTERM]


def test_one_process_ends_and_the_others_go_on(tmp_path: Path) -> None:
    with Children() as children:
        one, other = (children.start(python(SLEEPS), tmp_path / n, inherited()) for n in "ab")
        kill_group(one)

        assert (one.poll(), other.poll()) == (-signal.SIGKILL, None)


def test_a_process_may_talk_to_the_test(tmp_path: Path) -> None:
    with Children() as children:
        talking = children.talk(python(SLEEPS), inherited(), tmp_path)
        assert talking.stdout and talking.stdout.readline() == "là\n"

    assert gone(talking.pid) and talking.stdout.closed

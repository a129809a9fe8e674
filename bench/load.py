"""Load on an HTTP process: `wrk`, so that the client costs little of the cores it shares."""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.timing import Measure

WRK = shutil.which("wrk")
SCRIPT = Path(__file__).with_name("asked.lua")
AT_ONCE = 8
"""Connections, each of which asks again once it has its answer."""
MICROSECONDS = 1e6


@dataclass(frozen=True)
class Wanted:
    """What is asked: paths and tokens, each in turn; `known`: the ETag of what the client has."""

    paths: Sequence[str]
    tokens: Sequence[str]
    known: str = ""


def loaded(what: str, seconds: float, port: int, wanted: Wanted, folder: Path) -> Measure:
    """The answers that came back; fails if one was an error. wrk counts in whole seconds."""
    files = [written(folder / "paths", wanted.paths), written(folder / "tokens", wanted.tokens)]
    words = [WRK or "wrk", "--threads", "1", "--connections", str(AT_ONCE)]
    words += ["--duration", f"{max(1, round(seconds))}s", "--script", str(SCRIPT)]
    words += [f"http://127.0.0.1:{port}", "--", *map(str, files)]
    words += [wanted.known] if wanted.known else []
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return measured(what, done.stdout)


def written(path: Path, lines: Sequence[str]) -> Path:
    path.write_text("\n".join(lines))
    return path


def measured(what: str, said: str) -> Measure:
    """What the script says; its percentiles stand for the durations, of which they are those."""
    [line] = [line for line in said.splitlines() if line.startswith("measured ")]
    count, duration, failed, *percentiles = map(float, line.split()[1:])
    assert not failed, f"{what}: {failed:.0f} of {count:.0f} requests failed.\n{said}"
    each = [microseconds / MICROSECONDS for microseconds in percentiles]
    return Measure(what, int(count), duration / MICROSECONDS, each)

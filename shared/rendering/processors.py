"""How many processes may compute at once: what the machine has, and the container allows."""

import os
from contextlib import suppress
from math import inf
from pathlib import Path

CGROUPS = Path("/sys/fs/cgroup")
BEFORE = ("cpu/cpu.cfs_quota_us", "cpu/cpu.cfs_period_us")
"""The files of the first version: a quota, -1 if there is none, and its period."""


def usable(cgroups: Path = CGROUPS) -> int:
    """At least one; whole processors only, for a share is left to the process that asks."""
    quota = allowed(cgroups)
    cores = len(os.sched_getaffinity(0))
    return max(1, min(cores, int(quota))) if quota < inf else cores


def allowed(cgroups: Path) -> float:
    """The processors that the control group allows, in either version; infinite if no limit is."""
    with suppress(OSError, ValueError):
        quota, period = map(int, (cgroups / "cpu.max").read_text().split())
        return quota / period
    with suppress(OSError, ValueError):
        quota, period = (int((cgroups / name).read_text()) for name in BEFORE)
        return quota / period if quota > 0 else inf
    return inf

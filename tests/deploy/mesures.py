"""The size, memory and starting time of a deployment, for the page of performances."""

import json
from datetime import datetime

from tests.deploy.pile import IMAGE, PROCESSES, Compose

MEGA = 1024 * 1024


def image_size(compose: Compose) -> int:
    """In megabytes, base included."""
    return int(compose.docker("image", "inspect", "--format", "{{.Size}}", IMAGE)) // MEGA


def seconds_to_ready(compose: Compose) -> dict[str, float]:
    """From the start of each container to its first healthy answer."""
    return {name: _to_ready(compose, name) for name in PROCESSES}


def _to_ready(compose: Compose, name: str) -> float:
    [container] = compose.containers(name)
    state = json.loads(compose.docker("inspect", "--format", "{{json .State}}", container))
    begun = datetime.fromisoformat(state["StartedAt"][:26])
    good = [each for each in state["Health"]["Log"] if each["ExitCode"] == 0]
    return (datetime.fromisoformat(good[0]["End"][:26]) - begun).total_seconds()


def memory(compose: Compose) -> dict[str, str]:
    """The memory used by each container, as text, from `docker stats`."""
    lines = compose.docker("stats", "--no-stream", "--format", "{{json .}}").splitlines()
    prefix = f"{compose.project}-"
    return {
        each["Name"].removeprefix(prefix).removesuffix("-1"): each["MemUsage"].split()[0]
        for each in map(json.loads, lines)
        if each["Name"].startswith(prefix)
    }

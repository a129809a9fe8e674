"""The distribution's servers answer once started, and leave no process behind."""

from pathlib import Path

from tests.servers.addresses import Servers
from tests.servers.faits import NEEDS_PACKAGES
from tests.servers.packages import own_packages


def under(folder: Path) -> list[int]:
    """The processes whose environment or words name this folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            described = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
        except OSError:  # ended meanwhile, or closed to everybody as the first one is
            continue
        if str(folder).encode() in described:
            found.append(int(process.name))
    return found


@NEEDS_PACKAGES
def test_servers_that_are_given_answer_and_stop_at_once_without_an_error() -> None:
    """Stop them right after the start, as the search for available servers does."""
    with own_packages() as (postgres, rabbitmq):
        Servers(postgres.url, rabbitmq.url, rabbitmq.management).answering()
        folder = postgres.data.parents[1]
        assert len(under(folder)) > 5

    assert rabbitmq.node.returncode == 0
    assert under(folder) == []

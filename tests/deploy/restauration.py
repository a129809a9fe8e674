"""Both servers lost with their data, then restored from the backup and the archived logs."""

from shared.clock import PARIS, SystemClock
from tests.deploy.pile import PROCESSES, Pile, until

SERVERS = ("postgres", "rabbitmq")
AS_POSTGRES = ("--user", "postgres")
CHARGE = 5
SWITCH = "SELECT pg_walfile_name(pg_switch_wal() - 1)"
"""The last complete journal: the one just closed, or the one before on a server at rest."""
ARCHIVED = "SELECT last_archived_wal >= '{}' FROM pg_stat_archiver"


def restaurer(pile: Pile) -> None:
    """Put structures forward before and after the backup, lose both servers, restore them."""
    pile.demander(CHARGE)
    pile.achever()
    begun = SystemClock().now().astimezone(PARIS)
    backup = exploitation(pile, "/exploitation/sauvegarder.sh")
    pile.demander(CHARGE)
    pile.achever()
    archiver(pile)
    tout_perdre(pile)
    repartir(pile, backup)
    pile.compose.console("republish", "--depuis", begun.strftime("%Y-%m-%d %H:%M:%S"))


def archiver(pile: Pile) -> None:
    """Archive the current log of PostgreSQL, and wait for it."""
    last = psql(pile, SWITCH)
    until(lambda: psql(pile, ARCHIVED.format(last)) == "t", f"{last} n'est pas archivé")


def tout_perdre(pile: Pile) -> None:
    compose = pile.compose
    compose("kill", *PROCESSES, *SERVERS)
    compose("rm", "--force", *PROCESSES, *SERVERS)
    compose.docker("volume", "rm", *(f"{compose.project}_{name}" for name in SERVERS))


def repartir(pile: Pile, backup: str) -> None:
    """Start again as in the runbook: empty server, backup, installation, processes."""
    words = ("--entrypoint", "/exploitation/restaurer.sh", "postgres", backup)
    pile.compose("run", "--rm", "-T", "--no-deps", *AS_POSTGRES, *words)
    pile.compose("up", "--detach")
    pile.compose.wait(*PROCESSES)
    pile.outside.declare()
    pile.rouvrir()


def psql(pile: Pile, query: str) -> str:
    words = ("psql", "--username", "postgres", "--no-align", "--tuples-only", "--command", query)
    return exploitation(pile, *words)


def exploitation(pile: Pile, *words: str) -> str:
    return pile.compose("exec", "-T", *AS_POSTGRES, "postgres", *words).strip()

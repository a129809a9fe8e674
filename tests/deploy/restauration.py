"""Both servers lost, with all that they held: the backup, the archived logs, and what follows."""

from shared.clock import PARIS, SystemClock
from tests.deploy.pile import PROCESSES, Pile, until

SERVERS = ("postgres", "rabbitmq")
AS_POSTGRES = ("--user", "postgres")
CHARGE = 5
SWITCH = "SELECT pg_walfile_name(pg_switch_wal())"
ARCHIVED = "SELECT last_archived_wal >= '{}' FROM pg_stat_archiver"


def restaurer(pile: Pile) -> None:
    """Some structures before the backup, some after it; then everything is gone."""
    pile.demander(CHARGE)
    pile.attendre(pile.termine)
    begun = SystemClock().now().astimezone(PARIS)
    backup = exploitation(pile, "/exploitation/sauvegarder.sh")
    pile.demander(CHARGE)
    pile.attendre(pile.termine)
    archiver(pile)
    tout_perdre(pile)
    repartir(pile, backup)
    pile.compose.console("republish", "--depuis", begun.strftime("%Y-%m-%d %H:%M:%S"))


def archiver(pile: Pile) -> None:
    """What the last minute wrote is in the archives."""
    last = psql(pile, SWITCH)
    until(lambda: psql(pile, ARCHIVED.format(last)) == "t", f"{last} n'est pas archivé")


def tout_perdre(pile: Pile) -> None:
    compose = pile.compose
    compose("kill", *PROCESSES, *SERVERS)
    compose("rm", "--force", *PROCESSES, *SERVERS)
    compose.docker("volume", "rm", *(f"{compose.project}_{name}" for name in SERVERS))


def repartir(pile: Pile, backup: str) -> None:
    """As the runbook says: an empty server, the backup, the installation, the processes."""
    words = ("--entrypoint", "/exploitation/restaurer.sh", "postgres", backup)
    pile.compose("run", "--rm", "-T", "--no-deps", *AS_POSTGRES, *words)
    pile.compose("up", "--detach")
    pile.compose.wait(*PROCESSES)
    pile.outside.declare()
    pile.rouvrir()


def psql(pile: Pile, asked: str) -> str:
    words = ("psql", "--username", "postgres", "--no-align", "--tuples-only", "--command", asked)
    return exploitation(pile, *words)


def exploitation(pile: Pile, *words: str) -> str:
    return pile.compose("exec", "-T", *AS_POSTGRES, "postgres", *words).strip()

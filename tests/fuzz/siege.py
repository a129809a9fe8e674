"""A siege: the demonstration under hostile bodies, on SQLite or PostgreSQL, then what is left."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

from console.essai.demo import DEBUT, essai_de_l_echantillon, jouer
from console.execution.boite_locale import BoiteLocale
from console.progress import shown
from console.screen import Ecran
from shared.clock import SimulatedClock
from tests.fuzz.ground import Besieged, Seen, on_postgres, on_sqlite
from tests.servers.addresses import Servers
from tests.servers.isolation import databases

SERVICES = ["labellisation", "audit", "funding", "onboarding", "notifications"]
EVERY_STRUCTURE = 1_000
AT_ONCE = {"RETRY_QUICK": "0", "RETRY_LATER": "60"}
"""No pause between the tries of a message that fails: such a failure is a fault, seen at once."""


@contextmanager
def besieged(
    folder: Path, urls: Mapping[str, str] | None, seed: int, each: int
) -> Iterator[tuple[Besieged, SimulatedClock]]:
    """The five services on these databases; in files of the folder, if there are none."""
    clock = SimulatedClock(DEBUT)
    with BoiteLocale(folder / "courriels") as boite:
        options = {**AT_ONCE, "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(boite.port)}
        place = folder / "essai"
        components, signature = (
            on_postgres(place, clock, urls, options) if urls else on_sqlite(place, clock, options)
        )
        with closing(Besieged(components, signature, seed, each)) as programme:
            yield programme, clock


def besiege(
    folder: Path,
    urls: Mapping[str, str] | None,
    seed: int,
    each: int,
    structures: int = EVERY_STRUCTURE,
) -> Seen:
    """What became of each body, and of the readers of each log."""
    with (
        as_file(files("console") / "echantillon") as sample,
        besieged(folder, urls, seed, each) as (programme, clock),
        shown(Ecran(quiet=True)) as progress,
    ):
        essai = essai_de_l_echantillon(sample, folder)
        few = replace(essai.tableau, lignes=essai.tableau.lignes[:structures])
        essai = replace(essai, tableau=few)
        jouer(essai, programme, clock, progress)
        programme.settle()
        programme.seen.faults += [f"en retard : {each}" for each in programme.behind()]
        return programme.seen


def on_servers(
    servers: Servers, folder: Path, seed: int, each: int, structures: int = EVERY_STRUCTURE
) -> Seen:
    with databases(servers, SERVICES) as urls:
        return besiege(folder, urls, seed, each, structures)

"""`make faults`: every fault, one after the other, and what the checker found, as a table."""

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from shared.verdicts import Verdicts
from tests.faults.banc import Banc
from tests.faults.montage import banc
from tests.faults.pannes import PANNES, TEMOINS, Panne
from tests.faults.verificateur import Constat
from tests.servers.addresses import NoServer
from tests.servers.containers import own_containers
from tests.servers.packages import own_packages

PROVIDERS = {"containers": own_containers, "packages": own_packages}
COLONNES = ("panne", "ce qui est fait", "livraisons", "republiés", "perdus", "doublés", "désordre")


@dataclass(frozen=True)
class Resultat:
    panne: Panne
    constat: Constat
    morts: int
    retabli: float

    @property
    def tient(self) -> bool:
        return self.constat.parfait and bool(self.morts) == self.panne.morts


def eprouver(ready: Banc, panne: Panne) -> Resultat:
    """Time is counted from the moment the fault is lifted until everything is finished."""
    mark = ready.commencer()
    panne.acte(ready)
    lifted = time.monotonic()
    constat = ready.finir(mark, panne.fini, panne.ordonnee)
    retabli = time.monotonic() - lifted
    retenus = ready.retenus()
    for component, row in retenus:
        Verdicts(component.service, component.parking, "essai", panne.nom).discard(row)
    return Resultat(panne, constat, len(retenus), retabli)


def trouver(provide: str, flaw: str, folder: Path) -> Resultat:
    """The same fault where a guarantee was taken away: the checker must see it."""
    with banc(PROVIDERS[provide], folder, flaw) as broken:
        mark = broken.commencer()
        TEMOINS[flaw].acte(broken)
        return Resultat(TEMOINS[flaw], broken.immobile(mark), 0, 0.0)


def en_clair(memoire: Mapping[str, int]) -> str:
    """The most that each process held since it last started."""
    return ", ".join(f"{nom} {kilo / 1024:.0f}" for nom, kilo in sorted(memoire.items()))


def details(resultat: Resultat) -> Iterator[str]:
    """What was wrong, for whoever must find out why."""
    constat = resultat.constat
    for mot, each in (
        ("perdu", constat.perdus),
        ("doublé", constat.doubles),
        ("en désordre", constat.desordre),
    ):
        yield from (f"  {mot} : {said}\n" for said in each)


def tableau(titre: str, resultats: Sequence[Resultat]) -> Table:
    table = Table(title=Text(titre, "bold"))
    for nom in (*COLONNES, "mis de côté", "rétabli en"):
        table.add_column(nom, overflow="fold")
    for each in resultats:
        table.add_row(*map(Text, ligne(each)))
    return table


def ligne(resultat: Resultat) -> tuple[str, ...]:
    constat = resultat.constat
    chiffres = (constat.livraisons, constat.repetitions, len(constat.perdus), len(constat.doubles))
    return (
        resultat.panne.nom,
        resultat.panne.fait,
        *map(str, chiffres),
        str(len(constat.desordre)) if resultat.panne.ordonnee else "imposé",
        str(resultat.morts),
        f"{resultat.retabli:.1f} s",
    )


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--servers", choices=PROVIDERS, action="append")
    parser.add_argument("--only", action="append", default=[], help="part of a fault's name")
    asked = parser.parse_args(words)
    logging.basicConfig(level=logging.WARNING)
    console, held = Console(width=None if sys.stdout.isatty() else 140), True
    for provide in asked.servers or available():
        held &= sur(console, provide, asked.only)
    return 0 if held else 1


def sur(console: Console, provide: str, only: Sequence[str]) -> bool:
    """All the faults on these servers; False if a guarantee did not hold."""
    resultats = []
    with tempfile.TemporaryDirectory(prefix="fs-pannes-") as name:
        folder = Path(name)
        with banc(PROVIDERS[provide], folder / "banc") as ready:
            for panne in PANNES:
                if not only or any(part in panne.nom for part in only):
                    resultats.append(eprouver(ready, panne))
                    console.print(" · ".join(ligne(resultats[-1])))
                    console.print(*details(resultats[-1]), sep="", end="")
            titre = f"Pannes, sur {ready.versions()}"
            memoire = ready.processus.peak_memory()
        temoins = [trouver(provide, flaw, folder / flaw) for flaw in TEMOINS if not only]
    console.print(tableau(titre, resultats))
    console.print("Mémoire de pointe (Mo) :", en_clair(memoire))
    console.print(tableau("Le vérificateur, quand une garantie est ôtée", temoins))
    return all(each.tient for each in resultats) and not any(
        each.constat.parfait for each in temoins
    )


def available() -> list[str]:
    """Containers, if there is an engine; else the distribution's packages."""
    for name, provide in PROVIDERS.items():
        try:
            with provide():
                return [name]
        except NoServer as error:
            logging.warning("%s : %s", name, error)
    return []


sys.exit(main(sys.argv[1:]))

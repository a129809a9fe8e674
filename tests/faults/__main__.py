"""`make faults`: every fault, one after the other, and what the checker found, as a table."""

import argparse
import logging
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from tests.faults.epreuve import Resultat, eprouver
from tests.faults.montage import banc
from tests.faults.pannes import PANNES, TEMOINS
from tests.faults.rapport import consigner, details, en_clair, ligne, tableau
from tests.servers.addresses import NoServer
from tests.servers.containers import own_containers
from tests.servers.packages import own_packages

PROVIDERS = {"containers": own_containers, "packages": own_packages}


def trouver(provide: str, flaw: str, folder: Path) -> Resultat:
    """The same fault where a guarantee was taken away: the checker must see it."""
    with banc(PROVIDERS[provide], folder, flaw) as broken:
        mark = broken.commencer()
        TEMOINS[flaw].acte(broken)
        return Resultat(TEMOINS[flaw], broken.immobile(mark), 0, 0.0)


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--servers", choices=PROVIDERS, action="append")
    parser.add_argument("--only", action="append", default=[], help="part of a fault's name")
    asked = parser.parse_args(words)
    logging.basicConfig(level=logging.WARNING)
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # our servers stop with us
    console, held = Console(width=None if sys.stdout.isatty() else 140), True
    for provide in asked.servers or available():
        held &= sur(console, provide, asked.only)
    return 0 if held else 1


def wanted(nom: str, only: Sequence[str]) -> bool:
    return not only or any(part in nom for part in only)


def sur(console: Console, provide: str, only: Sequence[str]) -> bool:
    """All the faults on these servers; False if a guarantee did not hold."""
    resultats = []
    with tempfile.TemporaryDirectory(prefix="fs-pannes-") as name:
        folder = Path(name)
        with banc(PROVIDERS[provide], folder / "banc") as ready:
            for panne in PANNES:
                if wanted(panne.nom, only):
                    resultats.append(eprouver(ready, panne))
                    console.print(" · ".join(ligne(resultats[-1])))
                    console.print(*details(resultats[-1]), sep="", end="")
            titre = f"Pannes, sur {ready.versions()}"
            memoire = ready.processus.peak_memory()
        temoins = [
            trouver(provide, flaw, folder / flaw)
            for flaw in TEMOINS
            if wanted(TEMOINS[flaw].nom, only)
        ]
    console.print(tableau(titre, resultats))
    console.print("Mémoire de pointe (Mo) :", en_clair(memoire))
    if not only:
        consigner(titre, resultats, temoins, memoire)
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

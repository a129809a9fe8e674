"""`make calendrier` : le programme de juillet 2019 à décembre 2026, et son tableau rapproché."""

import argparse
import logging
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from console.imports.geographie import charger, lire_dossier
from shared.clock import SimulatedClock
from shared.typographie import NBSP
from tests.calendrier.deroule import DEBUT, Bilan, ProgrammeSobre, derouler
from tests.calendrier.dessin import dessiner
from tests.calendrier.page import page
from tests.calendrier.preparation import LISTE, preparer, rapprocher
from tests.calendrier.table import interruptions, tableau
from tests.data import DATA
from tests.invariants.lieu import MEMOIRE

DOCS = Path(__file__).parents[2] / "docs"
MSAP, LABELLISEES = 300, 100
SOURCE = f"Source{NBSP}: les journaux des cinq services, rapprochés par un script indépendant."


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.calendrier", description=__doc__)
    parser.add_argument("--structures", type=int, help="les premières de la liste seulement")
    parser.add_argument("--msap", type=int, default=MSAP)
    parser.add_argument("--labellisees", type=int, default=LABELLISEES)
    parser.add_argument("--docs", type=Path, default=DOCS)
    arguments = parser.parse_args(words)
    logging.disable(logging.CRITICAL)
    memoire = MEMOIRE if MEMOIRE.is_dir() else None
    with TemporaryDirectory(prefix="fs-calendrier-", dir=memoire) as dossier:
        return jouer(Path(dossier), arguments)


def jouer(dossier: Path, arguments: argparse.Namespace) -> int:
    """1 si le tableau des services et celui des journaux diffèrent : rien n'est alors écrit."""
    console, clock = Console(), SimulatedClock(DEBUT)
    geographie = lire_dossier(DATA / "geo", 2024)
    parc = preparer(dossier, arguments.structures, arguments.msap, arguments.labellisees)
    with closing(ProgrammeSobre(dossier / "services", clock)) as programme:
        charger(programme.components["labellisation"], geographie)
        bilan = derouler(programme, clock, parc, Marche(console))
        demande, reprises = tableau(programme), interruptions(programme)
    refait = rapprocher(dossier / "services")
    montrer(console, bilan)
    for annee, ligne in demande.items():
        console.print(annee, ligne, "égal" if ligne == refait[annee] else refait[annee])
    if demande != refait:
        return 1
    arguments.docs.mkdir(parents=True, exist_ok=True)
    (arguments.docs / "calendrier.svg").write_bytes(dessiner(demande, SOURCE))
    (arguments.docs / "calendrier.md").write_text(
        page(demande, bilan, reprises, LISTE.name), "utf-8"
    )
    return 0


def montrer(console: Console, bilan: Bilan) -> None:
    console.print(f"{bilan.structures} structures, {bilan.msap} MSAP ; refus :", dict(bilan.refus))


class Marche:
    """Dit où en est le temps simulé, une fois par mois."""

    def __init__(self, console: Console) -> None:
        self.console, self.mois = console, ""

    def __call__(self, maintenant: datetime) -> None:
        mois = f"{maintenant:%Y-%m}"
        if mois != self.mois and self.console.is_terminal:
            self.console.print(mois)
        self.mois = mois


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`make faults`: every fault, one after the other, and the checker's findings, as a table."""

import argparse
import logging
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from rich.console import Console

from tests.faults.catalogue import FAULTS, FLAWED
from tests.faults.commit import commit
from tests.faults.report import consigner, details, en_clair, ligne, tableau
from tests.faults.setup import set_up
from tests.faults.trial import Result, try_out, unknown, wanted
from tests.servers.addresses import NoServer
from tests.servers.containers import own_containers
from tests.servers.packages import own_packages

PROVIDERS = {"containers": own_containers, "packages": own_packages}
NOWHERE = """Aucun serveur pour les pannes, et rien n'a été essayé. Au choix :
  - lancez Docker ;
  - relancez en root sur une distribution qui a apt-get.
Serveurs cherchés :"""


def trouver(provide: str, flaw: str, folder: Path) -> Result:
    """Try a fault with a guarantee taken away: the checker must find its effects."""
    with set_up(PROVIDERS[provide], folder, flaw) as broken:
        mark = broken.commencer()
        FLAWED[flaw].acte(broken)
        return Result(FLAWED[flaw], broken.immobile(mark), 0, 0.0)


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--servers", choices=PROVIDERS, action="append")
    parser.add_argument("--only", action="append", default=[], help="part of a fault's name")
    arguments = parser.parse_args(words)
    if nowhere := unknown([*FAULTS, *FLAWED.values()], arguments.only):
        parser.error(f"aucune panne ne se nomme ainsi : {', '.join(nowhere)}")
    logging.basicConfig(level=logging.WARNING)
    console, held = Console(width=None if sys.stdout.isatty() else 140), True
    try:
        for provide in arguments.servers or [available()]:
            held &= sur(console, provide, arguments.only)
    except NoServer as error:
        print(error, file=sys.stderr)
        return 1
    return 0 if held else 1


def sur(console: Console, provide: str, only: Sequence[str]) -> bool:
    """Try the faults on these servers; False if a guarantee did not hold."""
    results, made_at = [], commit()
    with tempfile.TemporaryDirectory(prefix="fs-pannes-") as name:
        folder = Path(name)
        with set_up(PROVIDERS[provide], folder / "rig") as ready:
            for fault in wanted(FAULTS, only):
                results.append(try_out(ready, fault))
                console.print(" · ".join(ligne(results[-1])))
                console.print(*details(results[-1]), sep="", end="")
            titre = f"Pannes, sur {ready.versions()}"
            memoire = ready.processes.peak_memory()
        temoins = [
            trouver(provide, flaw, folder / flaw)
            for flaw, temoin in FLAWED.items()
            if wanted([temoin], only)
        ]
    console.print(tableau(titre, results))
    console.print("Mémoire de pointe (Mo) :", en_clair(memoire))
    if not only:
        consigner(titre, made_at, results, temoins, memoire)
    console.print(tableau("Le vérificateur, quand une garantie est ôtée", temoins))
    return all(each.tient for each in results) and not any(
        each.findings.parfait for each in temoins
    )


def available() -> str:
    """The provider that can start servers: containers, else the distribution's packages.

    An error while servers that answered stop is raised: it does not mean that there are none.
    """
    tried = [NOWHERE]
    for name, provide in PROVIDERS.items():
        with ExitStack() as closing:
            try:
                closing.enter_context(provide())
            except NoServer as error:
                tried.append(f"  - {name} : {error}")
            else:
                return name
    raise NoServer("\n".join(tried))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # our servers stop with us
    sys.exit(main(sys.argv[1:]))

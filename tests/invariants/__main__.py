"""`make invariants` : 300 essais de 60 pas à travers les cinq services."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from signal import SIGTERM, default_int_handler, signal

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.invariants.bilan import Bilan, page, texte
from tests.invariants.lieu import lieu
from tests.invariants.machine import machine


def essayer(
    bilan: Bilan, essais: int, pas: int, graine: int | None = None, reduire: bool = True
) -> None:
    """Sans graine, toujours les mêmes essais ; le bilan se tient à mesure."""
    reglages = settings(
        max_examples=essais,
        stateful_step_count=pas,
        deadline=None,
        database=None,
        derandomize=graine is None,
        phases=(Phase.generate, *([Phase.shrink] if reduire else [])),
        suppress_health_check=list(HealthCheck),
    )
    with lieu() as ou:
        cree = machine(ou, bilan)
        run_state_machine_as_test(cree if graine is None else seed(graine)(cree), settings=reglages)


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.invariants", description=__doc__)
    parser.add_argument("--essais", type=int, default=300)
    parser.add_argument("--pas", type=int, default=60)
    parser.add_argument("--graine", type=int, help="la même graine donne les mêmes essais")
    parser.add_argument("--sans-reduire", action="store_true", help="un échec, tel que trouvé")
    parser.add_argument("--page", type=Path, help="où écrire le bilan (Markdown)")
    arguments = parser.parse_args(words)
    logging.disable(logging.CRITICAL)
    bilan, reduire = Bilan(), not arguments.sans_reduire
    signal(SIGTERM, default_int_handler)
    try:
        essayer(bilan, arguments.essais, arguments.pas, arguments.graine, reduire)
    finally:
        ecrit = texte(bilan)
        print(ecrit)
    if arguments.page:
        arguments.page.write_text(page(bilan, ecrit), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

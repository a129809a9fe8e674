"""`make couverture-domaine` : les exigences, les tests qui les montrent, et ce qui manque."""

import sys
from pathlib import Path

from rich.console import Console

from tests.couverture.bilan import dresser, tableaux
from tests.couverture.citations import passages_des_tests, passages_du_code
from tests.couverture.registre import charger_registre

RACINE = Path(__file__).parents[2]
CODE = ("services", "shared", "console", "bench", "tests")


def main() -> int:
    console = Console(width=None if sys.stdout.isatty() else 160)
    code = passages_du_code(RACINE, *CODE)
    bilan = dresser(charger_registre(), passages_des_tests(RACINE), code)
    console.print(*tableaux(bilan), sep="\n")
    finies = [each for each in bilan.registre.exigences if bilan.registre.est_finie(each)]
    console.print(
        f"{len(bilan.montrees)} exigences montrées sur {len(bilan.registre.ids)} ; "
        f"parmi les {len(finies)} achevées, {len(bilan.manquantes)} sans test ; "
        f"{len(bilan.retombees)} retombée(s) ; "
        f"{len(bilan.inconnues)} citée(s) à tort."
    )
    return 0 if bilan.tient else 1


if __name__ == "__main__":
    sys.exit(main())

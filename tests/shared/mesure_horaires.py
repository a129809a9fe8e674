"""Ce que le programme lit des horaires publiés : `python -m tests.shared.mesure_horaires`."""

import csv
from collections import Counter
from collections.abc import Iterator

from console.reference.markdown import tableau
from shared.horaires import Journee, lire_journee
from tests.data import DATA

CORPUS = DATA / "listes" / "horaires_echantillons.csv"
ISSUES = ("lue", "lue avec réserve", "non lue", "vide")
ENTETES = ("", "cellules", "textes distincts")


def issue(journee: Journee) -> str:
    """Une cellule est vide si rien n'y est publié, non lue si rien n'en est compté."""
    if journee.etat == "INCONNUE":
        return "vide"
    if journee.etat == "ILLISIBLE":
        return "non lue"
    return "lue avec réserve" if journee.reserves else "lue"


def mesurer() -> tuple[Counter[str], Counter[str]]:
    """Par issue, le nombre de cellules, puis celui de textes distincts."""
    cellules, textes = Counter[str](), Counter[str]()
    with CORPUS.open(encoding="utf-8-sig") as fichier:
        for ligne in csv.DictReader(fichier):
            lue = issue(lire_journee(ligne["horaire"]))
            cellules[lue] += int(ligne["occurrences"])
            textes[lue] += 1
    return cellules, textes


def lignes() -> Iterator[str]:
    """Le tableau de la page, d'après le corpus."""
    cellules, textes = mesurer()
    dites = [(each, milliers(cellules[each]), milliers(textes[each])) for each in ISSUES]
    total = ("en tout", milliers(cellules.total()), milliers(textes.total()))
    yield from tableau(ENTETES, [*dites, total])


def milliers(nombre: int) -> str:
    return f"{nombre:,}".replace(",", " ")


if __name__ == "__main__":
    print("\n".join(lignes()))

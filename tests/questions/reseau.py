"""Un réseau de deux structures, dans un dossier : l'une du Cantal, l'autre de la Creuse."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from console.execution.embedded import Programme
from console.imports.listes import lire_listes, reprendre
from services.labellisation.tableau.questions import lire_tableau
from shared.clock import SimulatedClock
from tests.labellisation.listes import ALLANCHE, GUERET, liste

EN_2021 = datetime(2021, 1, 1, tzinfo=UTC)
JOUR = {"au": "2020-02-10"}


@contextmanager
def repris(tmp_path: Path, dossier: Path) -> Iterator[tuple[Programme, list[UUID]]]:
    """Les services ouverts dans ce dossier, et les identités : Cantal, puis Creuse."""
    fichier = liste(tmp_path, "20200206", ALLANCHE, GUERET)
    with closing(Programme(dossier, SimulatedClock(EN_2021), {})) as programme:
        labellisation = programme.components["labellisation"]
        list(reprendre(lire_listes([fichier], None), labellisation, lambda *_: None))
        programme.settle()
        yield programme, [ligne.structure_id for ligne in lire_tableau(fichier).lignes]

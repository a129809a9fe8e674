"""A list that is made has as many structures as asked, and none is taken for another."""

from pathlib import Path

import pytest

from bench.embedded import made
from services.labellisation.tableau.questions import lire_tableau


@pytest.mark.parametrize("structures", [1, 54, 534])
def test_each_row_of_a_made_list_is_a_structure_of_its_own(structures: int, tmp_path: Path) -> None:
    read = lire_tableau(made(tmp_path, structures))

    assert (len(read.lignes), read.rejets) == (structures, ())
    assert len({line.fiche.nom for line in read.lignes}) == structures

"""A list that is made has as many structures as asked, and is played to its end."""

from pathlib import Path

import pytest

from bench.embedded import made, played
from services.labellisation.tableau.questions import lire_tableau


@pytest.mark.parametrize("structures", [1, 54, 534])
def test_each_row_of_a_made_list_is_a_structure_of_its_own(structures: int, tmp_path: Path) -> None:
    read = lire_tableau(made(tmp_path, structures))

    assert (len(read.lignes), read.rejets) == (structures, ())
    assert len({line.fiche.nom for line in read.lignes}) == structures


def test_a_list_is_played_and_the_events_of_all_logs_are_counted(tmp_path: Path) -> None:
    line, megabytes = played(made(tmp_path, 2), tmp_path)

    assert (line.measured.what, line.measured.count) == ("embedded list, 2 structures", 2)
    name, events = line.reference.what.split(", its ")
    assert name == "raw SQLite INSERT" and int(events.split()[0]) > 20
    assert megabytes > 10

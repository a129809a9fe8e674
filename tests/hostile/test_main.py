"""La suite des tentatives : combien, par qui, et ce qu'elle appelle tenir."""

from collections import Counter
from dataclasses import replace

import pytest

from tests.faults.checker import Findings
from tests.hostile.__main__ import attempts, main, wanted
from tests.hostile.ground import ATTACKERS
from tests.hostile.report import row
from tests.hostile.trial import MEMORY_LIMIT, Seen
from tests.hostile.witness import LIMIT

SEEN = Seen(attempts()[0], "Introuvable", 0.1, Findings(), 0, 1)


def test_au_moins_quarante_tentatives_par_trois_comptes_chacune_une_fois() -> None:
    names = Counter((each.name, each.account) for each in attempts())

    assert len(names) >= 40
    assert {account for _, account in names} == set(ATTACKERS)
    assert set(names.values()) == {1}


def test_une_tentative_tient_si_elle_est_refusee_et_passe_inapercue() -> None:
    assert SEEN.held
    assert "inattendu" not in " ".join(row(SEEN))


@pytest.mark.parametrize(
    "noticed",
    [
        {"answer": "ACCEPTE"},
        {"wait": LIMIT + 0.1},
        {"findings": Findings(perdus=["un fait"])},
        {"deaths": 1},
        {"memory": MEMORY_LIMIT + 1},
    ],
)
def test_elle_ne_tient_pas_si_quelqu_un_la_remarque(noticed: dict[str, object]) -> None:
    assert not replace(SEEN, **noticed).held  # type: ignore[arg-type]


def test_une_reponse_inattendue_se_lit_dans_la_table() -> None:
    assert "ACCEPTE (inattendu)" in row(replace(SEEN, answer="ACCEPTE"))


def test_une_tentative_se_choisit_par_une_partie_de_son_nom() -> None:
    assert {each.name for each in wanted(["trois mille"])} == {"trois mille demandes"}


def test_un_nom_inconnu_est_refuse(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "inconnue"])

    assert "aucune tentative" in capsys.readouterr().err

"""Le vérificateur voit ce qui manque, ce qui est de trop, et ce qui n'est pas dans l'ordre."""

from uuid import UUID

import pytest

from tests.faults.checker import Fact, Findings, compare

MAISON, BUS = UUID(int=1), UUID(int=2)
UN, DEUX, TROIS = ((UUID(int=10 + rang), MAISON) for rang in range(3))
AILLEURS = (UUID(int=20), BUS)
DITS = [UN, AILLEURS, DEUX, TROIS]


@pytest.mark.parametrize(
    ("recus", "perdus", "doubles", "desordre"),
    [
        ([UN, AILLEURS, DEUX, TROIS], 0, 0, 0),
        ([AILLEURS, UN, DEUX, TROIS], 0, 0, 0),
        ([UN, DEUX, TROIS], 1, 0, 0),
        ([], 4, 0, 0),
        ([UN, AILLEURS, DEUX, DEUX, TROIS], 0, 1, 0),
        ([UN, AILLEURS, DEUX, TROIS, (UUID(int=99), MAISON)], 0, 1, 0),
        ([DEUX, AILLEURS, UN, TROIS], 0, 0, 1),
        ([TROIS, UN, DEUX], 1, 0, 0),
    ],
)
def test_ce_qui_est_recu_est_compare_a_ce_qui_est_dit(
    recus: list[Fact], perdus: int, doubles: int, desordre: int
) -> None:
    findings = Findings()

    compare(findings, "essai", DITS, recus, ordered=True)

    trouve = (len(findings.perdus), len(findings.doubles), len(findings.desordre))
    assert trouve == (perdus, doubles, desordre)
    assert findings.parfait == (trouve == (0, 0, 0))


def test_un_desordre_impose_n_est_pas_compte() -> None:
    findings = Findings()

    compare(findings, "essai", DITS, [DEUX, AILLEURS, UN, TROIS], ordered=False)

    assert findings.parfait

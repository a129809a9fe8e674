"""La patience avec ce qui échoue : combien d'essais, à quels moments."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.delivery.reception import RetryPolicy

MIDI = datetime(2020, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tentatives", "secondes"), [(4, 10), (5, 60), (6, 600), (7, None), (50, None)]
)
def test_trois_essais_de_plus_sur_place_puis_dix_secondes_une_minute_dix_minutes(
    tentatives: int, secondes: int | None
) -> None:
    attendu = None if secondes is None else MIDI + timedelta(seconds=secondes)

    assert len(RetryPolicy().quick) == 3
    assert RetryPolicy().next(MIDI, tentatives) == attendu


def test_un_message_relance_a_de_nouveau_tous_ses_essais() -> None:
    patience = RetryPolicy(quick=(0.1, 0.2, 0.5), later=(10,))

    suites = [patience.next(MIDI, tentatives) for tentatives in range(1, 6)]

    assert suites == [*(MIDI + timedelta(seconds=s) for s in (0.1, 0.2, 0.5, 10)), None]


def test_la_patience_se_regle_en_secondes() -> None:
    patience = RetryPolicy.of({"RETRY_QUICK": "0,0.5", "RETRY_LATER": "1"})

    assert patience == RetryPolicy((0, 0.5), (1,))
    assert RetryPolicy.of({}) == RetryPolicy()

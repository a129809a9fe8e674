"""Each command of a runbook is tried, or is listed with the reason why not."""

import re
from pathlib import Path

from tests.deploy import conduites
from tests.deploy.blocs import BLOCS
from tests.deploy.conduites import NOTHING_TO_RUN
from tests.deploy.prometheus import alerts, hastened, panels

TEXTS = [
    Path(__file__).with_name(each).read_text("utf-8") for each in ("conduites.py", "webhooks.py")
]
TYPED = {name for text in TEXTS for name in re.findall(r'"([a-z-]+ \d+)"', text)}


def test_every_block_is_typed_by_the_trial_or_says_why_not() -> None:
    assert BLOCS.keys() == TYPED
    assert len(BLOCS) > 20


def test_a_block_that_is_not_typed_is_not_typed() -> None:
    """A block in the list of exceptions is named nowhere else in the trial."""
    text = Path(conduites.__file__).read_text("utf-8")

    assert [name for name in NOTHING_TO_RUN if text.count(f'"{name}"') != 1] == []


def test_blocks_are_known_by_their_page_and_their_rank() -> None:
    assert BLOCS["restaurer 1"].titre == "Sauvegarder"
    assert "sauvegarder.sh" in BLOCS["restaurer 1"].texte


def test_only_time_goes_faster_in_the_rules_of_the_trial() -> None:
    assert "retries_total[60s])) > 0.2" in hastened()
    assert "retries_total[360s] offset 60s" in hastened()
    assert 'tail_lag_seconds{tail="relay"}) > 60' in hastened()
    assert len(alerts()) == 45 and len(panels()) > 20

"""L'échantillon, joué une fois pour toutes les questions."""

from collections.abc import Iterator

import pytest

from tests.questions.joue import Joue, echantillon_joue


@pytest.fixture(scope="session")
def joue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joue]:
    """Nul ne le change : une question n'écrit rien, un refus est enregistré à part."""
    with echantillon_joue(tmp_path_factory.mktemp("questions") / "joue") as joue:
        yield joue

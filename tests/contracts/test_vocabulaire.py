"""Les mots du programme : un seul pour chaque chose."""

from pathlib import Path

import pytest

from tests.contracts.language import COMMANDS, CONTRACTS, ROOT

AUTRES_VERBES = ("homolog", "certifi", "agrément")
COURRIELS = sorted((ROOT / "services/notifications/courriels/gabarits").glob("*.j2"))


def dits(texte: str) -> list[str]:
    return [mot for mot in AUTRES_VERBES if mot in texte.casefold()]


@pytest.mark.parametrize("nom", sorted({**COMMANDS, **CONTRACTS}))
def test_un_message_ne_dit_le_label_que_d_un_verbe_x_22(nom: str) -> None:
    kind = {**COMMANDS, **CONTRACTS}[nom]

    assert dits(" ".join([nom, kind.__doc__ or "", *kind.model_fields])) == []


@pytest.mark.parametrize("gabarit", COURRIELS, ids=lambda path: path.name)
def test_un_courriel_ne_dit_le_label_que_d_un_verbe_x_22(gabarit: Path) -> None:
    assert dits(gabarit.read_text(encoding="utf-8")) == []

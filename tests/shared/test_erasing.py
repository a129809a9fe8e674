"""Ce qui est gardé d'un message ne garde pas qui est oublié, même coupé au milieu de son nom."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.delivery.erasing import without
from shared.delivery.json_body import NotJson
from shared.delivery.unreadable_requests import UnreadableRequests
from shared.messages.raw import RawMessage
from shared.read_model import ReadModel

MOTS = {"ada@exemple.fr", "Ada Lovelace"}


@pytest.mark.parametrize(
    ("corps", "coupe", "reste"),
    [
        (b"de Ada Lovelace, ada@exemple.fr.", False, b"de , ."),
        (b"de Ada Love", False, b"de Ada Love"),
        (b"de Ada Love", True, b"de "),
        (b"de Ada Lovelace", True, b"de "),
        (b"de A", True, b"de A"),
        (b"rien", True, b"rien"),
    ],
)
def test_un_corps_perd_ces_mots_et_le_debut_de_l_un_d_eux(
    corps: bytes, coupe: bool, reste: bytes
) -> None:
    assert without(corps, MOTS, cut=coupe) == reste


def test_les_exemples_de_demandes_illisibles_perdent_ces_mots(tmp_path: Path) -> None:
    model = ReadModel(f"sqlite:///{tmp_path / 'lu.sqlite'}")
    illisibles = UnreadableRequests(model, "lecteur")
    for corps in (b"{Ada Lovelace", b"{personne"):
        message = RawMessage("lecteur.inbox", "Lire", corps)
        illisibles.count(message, ["Lire"], NotJson("non"), datetime(2026, 1, 1, tzinfo=UTC))

    assert illisibles.erase(MOTS) == 1

    [groupe] = illisibles.groups()
    assert {each["corps"] for each in illisibles.samples(groupe)} == {b"{", b"{personne"}
    model.close()

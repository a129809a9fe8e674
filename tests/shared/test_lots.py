"""Ce qui arrive ensemble : chacun est décidé à son tour, tout est enregistré d'un coup."""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from eventsourcing.persistence import ProgrammingError
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.clock import SimulatedClock
from shared.log.readers import recorded_after
from shared.messages.envelope import Envelope, Outcome
from shared.recording.batch import alike, receive_all
from tests.shared.registre import REGISTRE, Registre, Registres, inscription, inscrire, ouvrir

MATIN = datetime(2019, 11, 15, 8, tzinfo=UTC)


class Panne(Exception):
    pass


@pytest.fixture
def registres(tmp_path: Path) -> Registres:
    return ouvrir(tmp_path / "registres.sqlite")


def recevoir(service: Registres, *envelopes: Envelope) -> list[Outcome]:
    return receive_all(service, envelopes, lambda envelope: nullcontext())


def journal(service: Registres) -> list[dict[str, Any]]:
    """Ce qui est enregistré, dans l'ordre, sans l'heure : chaque lecture avance l'horloge."""
    events = (vars(event) for _, event in recorded_after(service, 0))
    return [
        {**event, "timestamp": None, "provenance": {**event["provenance"], "survenu_le": None}}
        for event in events
    ]


def test_chaque_message_du_lot_voit_ce_que_les_precedents_ont_change(registres: Registres) -> None:
    issues = recevoir(registres, inscription("Ada"), inscription("Ada", numero=2))

    assert [issue.code for issue in issues] == ["", "DejaInscrit"]
    assert registres.noms() == ["Ada"]


def test_un_lot_est_enregistre_en_une_transaction(
    registres: Registres, monkeypatch: pytest.MonkeyPatch
) -> None:
    ecritures: list[int] = []
    inserer = registres.recorder.insert_events

    def compter(events: Sequence[Any], **autres: Any) -> Any:
        ecritures.append(len(events))
        return inserer(events, **autres)

    monkeypatch.setattr(registres.recorder, "insert_events", compter)

    recevoir(registres, *(inscription(f"nom {rang}") for rang in range(50)))

    assert ecritures == [1 + 2 * 50]


def test_un_message_repete_dans_le_lot_ou_deja_recu_garde_sa_reponse(registres: Registres) -> None:
    inscrire(registres, "Ada")

    issues = recevoir(registres, *map(inscription, ("Ada", "Bea", "Bea", "Ada")))

    assert [issue.version for issue in issues] == [2, 3, 3, 2]
    assert registres.noms() == ["Ada", "Bea"]


def test_un_message_qui_faillit_ne_laisse_rien_et_ceux_d_avant_sont_enregistres(
    registres: Registres,
) -> None:
    tours = count(1)

    def faillir() -> None:
        if next(tours) == 3:
            raise Panne

    registres.avant_de_sauver = faillir

    issues = recevoir(registres, *(inscription(nom) for nom in ("Ada", "Bea", "Cléo", "Dora")))

    assert len(issues) == 2
    assert registres.noms() == ["Ada", "Bea"]


def test_un_conflit_fait_decider_chacun_a_son_tour(registres: Registres, tmp_path: Path) -> None:
    """Un autre processus écrit entre la lecture du lot et son enregistrement."""
    autre = ouvrir(tmp_path / "registres.sqlite")
    fois: list[object] = []

    def doubler() -> None:
        if not fois:
            fois.append(inscrire(autre, "Ada"))

    registres.avant_de_sauver = doubler
    issues = recevoir(registres, *(inscription(nom) for nom in ("Bea", "Ada", "Cléo")))

    assert [issue.statut for issue in issues] == ["ACCEPTE"] * 3
    assert registres.noms() == ["Ada", "Bea", "Cléo"]


def test_ce_que_le_magasin_refuse_n_empeche_pas_d_enregistrer_le_reste(
    registres: Registres, monkeypatch: pytest.MonkeyPatch
) -> None:
    inserer = registres.recorder.insert_events

    def refuser(events: Sequence[Any], **autres: Any) -> Any:
        if len(events) > 3:
            raise ProgrammingError("trop d'un coup")
        return inserer(events, **autres)

    monkeypatch.setattr(registres.recorder, "insert_events", refuser)

    issues = recevoir(registres, *(inscription(nom) for nom in ("Ada", "Bea", "Cléo")))

    assert [issue.statut for issue in issues] == ["ACCEPTE"] * 3
    assert registres.noms() == ["Ada", "Bea", "Cléo"]


def test_ce_que_le_lot_lira_est_devine_du_message_qui_demande() -> None:
    un, autre = inscription("Ada").body, inscription("Bea").body

    assert alike(Registre, un.message_id, un, [un, autre]) == {un.message_id, autre.message_id}
    assert alike(Registre, REGISTRE, un, [un, autre]) == set()


LOTS = st.lists(
    st.lists(
        st.tuples(st.sampled_from(["Ada", "Bea", "Cléo", ""]), st.integers(1, 3)),
        min_size=1,
        max_size=5,
    ),
    max_size=5,
)


@given(lots=LOTS)
@settings(max_examples=60, deadline=None)
def test_en_lots_ou_un_par_un_le_journal_et_les_reponses_sont_les_memes(
    lots: list[list[tuple[str, int]]],
) -> None:
    messages = [[inscription(nom, numero) for nom, numero in lot] for lot in lots]
    with TemporaryDirectory() as folder:
        seul = ouvrir(Path(folder, "seul"), SimulatedClock(MATIN))
        ensemble = ouvrir(Path(folder, "ensemble"), SimulatedClock(MATIN))

        un_par_un = [seul.receive(each) for lot in messages for each in lot]
        en_lots = [issue for lot in messages for issue in recevoir(ensemble, *lot)]

        assert en_lots == un_par_un
        assert journal(ensemble) == journal(seul)

"""Des faits au hasard, redits et en désordre : ce qui est dû à une MSAP (INV-12, C.7-8)."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given as pour
from hypothesis import settings as reglages
from hypothesis import strategies as st

from services.funding.component import build
from shared.clock import SimulatedClock
from shared.contracts import Contract
from shared.messages.commands import Command
from shared.personal_data.master_keys import new_master_key
from shared.runtime.settings import embedded
from tests.funding.garanties import (
    FERMETURES,
    MAISON_DU_CANTAL,
    dire,
    dues,
    inscription,
    labellisee,
    midi,
    retire,
    terme,
)

JOURS = st.dates(date(2020, 1, 1), date(2023, 12, 31))
SUITES = st.one_of(
    st.tuples(st.just("label"), JOURS),
    st.tuples(st.just("retrait"), JOURS),
    st.tuples(st.just("FERMETURE"), JOURS),
    st.tuples(st.just("terme"), st.just(date(2021, 12, 31))),
)
ACTES = st.one_of(st.tuples(st.sampled_from(["liste", "FUSION"]), JOURS), SUITES)
Acte = tuple[str, date]


def message(acte: str, jour: date, rang: int) -> Contract | Command:
    instant = midi(jour.year, jour.month, jour.day)
    match acte:
        case "liste":
            return inscription(instant)
        case "label":
            return labellisee(jour, rang)
        case "retrait":
            return retire(jour, rang)
        case "terme":
            return terme(instant)
        case _:
            return retire(jour, rang, FERMETURES[acte])


def jouer(dossier: Path, messages: Sequence[Contract | Command]) -> dict[int, int]:
    """Ce qui est dû, par année, une fois ces messages reçus en 2024."""
    clock = SimulatedClock(midi(2024, 1, 15))
    component = build(embedded("funding", dossier, clock, {"MASTER_KEY": new_master_key()}))
    try:
        for each in messages:
            dire(component, each)
        return dues(component)
    finally:
        component.close()


@reglages(max_examples=25, deadline=None)
@pour(st.lists(ACTES, max_size=8), st.randoms(use_true_random=False))
def test_rien_n_est_jamais_du_apres_2021_quel_que_soit_l_ordre_des_faits_inv_12(
    tmp_path_factory: pytest.TempPathFactory, actes: list[Acte], hasard: Random
) -> None:
    """INV-12, C.7-8 : un message redit ne change rien ; une année labellisée n'est pas due."""
    messages = [message(acte, jour, rang // 2) for rang, (acte, jour) in enumerate(actes)]
    redits = hasard.sample(messages, len(messages))
    du = jouer(tmp_path_factory.mktemp("garantie"), [*messages, *redits])

    labels: dict[int, date] = {}  # two facts may be of one label: the first date learnt is its own
    for rang, (acte, jour) in enumerate(actes):
        if acte == "label":
            labels.setdefault(rang // 2, jour)
    inscrites = [jour.year for acte, jour in actes if acte == "liste"]
    assert set(du) <= {2020, 2021}
    assert set(du.values()) <= {MAISON_DU_CANTAL}
    assert all(annee >= min(inscrites, default=9999) for annee in du)
    fermee = any(acte in FERMETURES for acte, _ in actes)
    assert fermee or all(label.year > annee for label in labels.values() for annee in du)


@reglages(max_examples=20, deadline=None)
@pour(st.lists(SUITES, max_size=5), st.randoms(use_true_random=False))
def test_ce_qui_est_du_ne_depend_pas_de_l_ordre_des_faits_c_7_8_inv_12(
    tmp_path_factory: pytest.TempPathFactory, suites: list[Acte], hasard: Random
) -> None:
    actes = [("liste", date(2020, 1, 15)), *suites]
    messages = [message(acte, jour, rang) for rang, (acte, jour) in enumerate(actes)]
    autres = hasard.sample(messages, len(messages))
    une, autre = (jouer(tmp_path_factory.mktemp("garantie"), each) for each in (messages, autres))
    assert une == autre

"""Le droit au forfait d'un label qui cesse : clos une fois, avec ce qui en reste dû (C.7-16)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as pour
from hypothesis import strategies as st

from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.rules.cloture import RegleCloture, charger_cloture
from services.funding.publishing import to_contract
from services.funding.suivi.domain.label import Fin, Label
from shared.contracts import Contract
from shared.contracts.funding import DroitClos
from shared.contracts.labellisation import (
    FinDeLabel,
    LabelRenonce,
    LabelRetire,
    StructureFermee,
    StructureLabellisee,
)
from shared.messages.envelope import Envelope
from shared.recording.application import Service
from tests.contracts.language import sample
from tests.funding.faits import OUVERT, apprendre
from tests.gwt import fact, specification

given = specification(DroitAuForfait)

LABEL = StructureLabellisee.read(sample("StructureLabellisee.v1"))
FINS: list[type[FinDeLabel]] = [LabelRetire, LabelRenonce, StructureFermee]
[AUCUN] = charger_cloture().regles
JOURS = replace(AUCUN, id="JOURS-2020", prorata="JOURS")
MOIS = replace(AUCUN, id="MOIS-2020", prorata="MOIS_ENTIERS")
LE = date(2020, 6, 30)


def jusqu_au(jour: date) -> list[date]:
    """Les jours de l'année où vaut un label qui cesse ce jour-là."""
    return Label(LABEL.label_id, fin=Fin(jour, "LabelRetiré")).jours_valables(jour.year)


FIN = LE, "LabelRetiré", AUCUN, jusqu_au(LE)
CLOS: dict[str, Any] = {
    "label_id": OUVERT["label_id"],
    "annee": 2020,
    "structure": OUVERT["structure"],
    "le": "2020-06-30",
    "raison": "LabelRetiré",
    "regle": AUCUN.id,
    "montant_du_centimes": 3_000_000,
}


def fin(kind: type[FinDeLabel], jour: date) -> FinDeLabel:
    message = kind.read(sample(f"{kind.__name__}.v1"))
    return message.model_copy(update={"label_id": LABEL.label_id, "date_effet": jour})


def test_un_droit_ouvert_se_clot() -> None:
    given(fact(DroitAuForfait.DroitOuvert, **OUVERT)).when(DroitAuForfait.clore, *FIN).then(
        fact(DroitAuForfait.DroitClos, **CLOS)
    )


def test_un_droit_ne_se_clot_qu_une_fois() -> None:
    faits = fact(DroitAuForfait.DroitOuvert, **OUVERT), fact(DroitAuForfait.DroitClos, **CLOS)
    given(*faits).when(DroitAuForfait.clore, *FIN).then_nothing()


def test_un_droit_refuse_n_a_rien_a_clore() -> None:
    refuse = {"label_id": UUID(int=5), "annee": 2025, "structure": {}, "raison": "aucun montant"}
    given(fact(DroitAuForfait.DroitRefuse, **refuse)).when(
        DroitAuForfait.clore, *FIN
    ).then_nothing()


@pytest.mark.parametrize("kind", FINS, ids=lambda kind: kind.__name__)
def test_ce_qui_met_fin_au_label_clot_le_droit_de_l_annee_c_7_16_inv_17(
    kind: type[FinDeLabel], funding: Service
) -> None:
    faits: list[Contract] = [LABEL, fin(kind, date(2020, 6, 30))]
    _, clos = apprendre(funding, *faits)

    annonce = to_contract(clos)
    assert isinstance(annonce, DroitClos)
    assert (annonce.label_id, annonce.annee, annonce.regle) == (LABEL.label_id, 2020, AUCUN.id)
    assert annonce.montant_du_centimes == 30_000_00
    assert clos.provenance["regles"] == [AUCUN.id]


def test_un_label_qui_cesse_une_autre_annee_laisse_celle_qui_est_passee_due(
    funding: Service,
) -> None:
    faits: list[Contract] = [LABEL, fin(LabelRetire, date(2021, 3, 31))]
    assert len(apprendre(funding, *faits)) == 1


def test_une_structure_fermee_sans_label_n_a_rien_a_clore(funding: Service) -> None:
    sans = fin(StructureFermee, date(2020, 6, 30)).model_copy(update={"label_id": None})
    assert funding.receive(Envelope.starting(sans)).accepted


@pytest.mark.parametrize(
    ("jour", "du"),
    [
        (date(2020, 12, 31), 30_000_00),
        (date(2020, 1, 1), 8_196),
        (date(2020, 6, 30), 14_918_03),
        (date(2021, 6, 30), 14_876_71),
    ],
)
def test_au_prorata_des_jours_le_dernier_jour_du_label_compte(jour: date, du: int) -> None:
    assert JOURS.montant_du(30_000_00, jour.year, jusqu_au(jour)) == du


@pytest.mark.parametrize(
    ("jour", "du"),
    [
        (date(2020, 12, 31), 30_000_00),
        (date(2020, 12, 30), 27_500_00),
        (date(2020, 6, 30), 15_000_00),
        (date(2020, 1, 30), 0),
    ],
)
def test_au_prorata_des_mois_un_mois_entame_ne_compte_pas(jour: date, du: int) -> None:
    assert MOIS.montant_du(30_000_00, jour.year, jusqu_au(jour)) == du


@pytest.mark.parametrize("regle", [AUCUN, JOURS, MOIS], ids=lambda regle: regle.prorata)
def test_rien_n_est_du_d_une_annee_sans_un_jour_de_label_c_7_16(regle: RegleCloture) -> None:
    assert regle.montant_du(30_000_00, 2021, []) == 0


@pour(st.integers(1, 10**8), st.integers(0, 364))
def test_un_jour_de_label_de_plus_ne_diminue_jamais_ce_qui_est_du(montant: int, rang: int) -> None:
    jour = date(2020, 1, 1) + timedelta(days=rang)
    jours = jour, jour + timedelta(days=1)
    du, suivant = (JOURS.montant_du(montant, 2020, jusqu_au(each)) for each in jours)

    assert 0 <= du <= suivant <= montant

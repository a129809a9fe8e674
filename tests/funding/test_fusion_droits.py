"""Deux structures fusionnent : le droit de l'année n'est dû qu'une fois (C.7-17)."""

from datetime import date
from uuid import UUID

import pytest

from services.funding.forfait.domain.suites import DroitPorteParLaSurvivante
from services.funding.publishing import to_contract
from shared.contracts.funding import DroitPorteParLaSurvivante as Annonce
from tests.funding.calendrier import (
    Calendrier,
    fusion_annulee,
    fusionnees,
    labellisee,
    retire,
    suspendu,
)
from tests.funding.faits import decides

AUTRE_LABEL, SURVIVANTE = UUID(int=81), UUID(int=82)
FUSION = date(2021, 8, 31)


def accorder(calendrier: Calendrier, survivante: bool) -> None:
    calendrier.apprendre(labellisee(date(2020, 1, 1)))
    if survivante:
        label = labellisee(date(2020, 1, 1), label_id=AUTRE_LABEL)
        dit = {"structure_id": SURVIVANTE, "message_id": AUTRE_LABEL}
        calendrier.apprendre(label.model_copy(update=dit))
    calendrier.jusqu_au(FUSION)


def test_la_survivante_garde_son_droit_et_celui_de_l_absorbee_se_clot_sans_reste_c_7_17(
    calendrier: Calendrier,
) -> None:
    accorder(calendrier, survivante=True)
    calendrier.apprendre(fusionnees(FUSION, SURVIVANTE))
    calendrier.jusqu_au(date(2022, 12, 31))

    assert calendrier.etats() == {2020: ("OUVERT", 30_000_00), 2021: ("CLOS", 0)}
    assert set(calendrier.etats(AUTRE_LABEL).values()) == {("OUVERT", 30_000_00)}
    clos = decides(calendrier.funding)[-2]
    assert (clos.raison, clos.regle) == ("StructuresFusionnées", "FUSION-2020")


def test_sans_label_la_survivante_porte_le_droit_de_l_annee_c_7_17(
    calendrier: Calendrier,
) -> None:
    accorder(calendrier, survivante=False)
    fusion = fusionnees(FUSION, SURVIVANTE)
    calendrier.apprendre(fusion, fusion.model_copy(update={"message_id": UUID(int=83)}))
    calendrier.jusqu_au(date(2022, 12, 31))

    assert calendrier.etats() == {2020: ("OUVERT", 30_000_00), 2021: ("OUVERT", 30_000_00)}
    [porte] = [x for x in decides(calendrier.funding) if isinstance(x, DroitPorteParLaSurvivante)]
    annonce = to_contract(porte)
    assert isinstance(annonce, Annonce)
    assert (annonce.annee, annonce.survivante_id) == (2021, SURVIVANTE)
    assert annonce.montant_du_centimes == 30_000_00
    assert porte.provenance["regles"] == ["FUSION-2020"]


def test_le_label_de_la_survivante_appris_apres_la_fusion_clot_le_droit_porte_c_7_17(
    calendrier: Calendrier,
) -> None:
    """Dans l'ordre ou non, le droit de l'année n'est dû qu'une fois."""
    accorder(calendrier, survivante=False)
    calendrier.apprendre(fusionnees(FUSION, SURVIVANTE))
    label = labellisee(date(2021, 1, 1), label_id=AUTRE_LABEL)
    dit = {"structure_id": SURVIVANTE, "message_id": AUTRE_LABEL}
    calendrier.apprendre(label.model_copy(update=dit))

    assert calendrier.etats() == {2020: ("OUVERT", 30_000_00), 2021: ("CLOS", 0)}
    assert calendrier.etats(AUTRE_LABEL) == {2021: ("OUVERT", 30_000_00)}


def test_une_structure_sans_label_fusionne_sans_rien_changer(calendrier: Calendrier) -> None:
    accorder(calendrier, survivante=False)
    calendrier.apprendre(fusionnees(FUSION, SURVIVANTE).model_copy(update={"label_id": None}))
    assert set(calendrier.etats().values()) == {("OUVERT", 30_000_00)}


def test_un_droit_suspendu_est_porte_lui_aussi_c_7_17(calendrier: Calendrier) -> None:
    accorder(calendrier, survivante=False)
    calendrier.apprendre(suspendu(date(2021, 7, 1)), fusionnees(FUSION, SURVIVANTE))
    droit = calendrier.droit(2021)
    assert droit and (droit.etat, droit.porte_par) == ("SUSPENDU", SURVIVANTE)


@pytest.mark.parametrize("survivante", [True, False])
def test_une_fusion_annulee_rend_chaque_droit_et_ouvre_ceux_des_annees_passees_c_7_17(
    calendrier: Calendrier, survivante: bool
) -> None:
    accorder(calendrier, survivante)
    calendrier.apprendre(fusionnees(FUSION, SURVIVANTE))
    calendrier.jusqu_au(date(2022, 6, 30))
    calendrier.apprendre(fusion_annulee(date(2022, 6, 30), SURVIVANTE))
    calendrier.jusqu_au(date(2023, 1, 1))

    forfaits = {2020: 30_000_00, 2021: 30_000_00, 2022: 30_000_00, 2023: 35_000_00}
    assert calendrier.etats() == {annee: ("OUVERT", du) for annee, du in forfaits.items()}
    droit = calendrier.droit(2021)
    assert droit and droit.porte_par is None


def test_une_fusion_annulee_laisse_close_une_autre_fin_c_7_16_c_7_17(
    calendrier: Calendrier,
) -> None:
    accorder(calendrier, survivante=True)
    calendrier.apprendre(retire(FUSION), fusion_annulee(FUSION, SURVIVANTE))
    calendrier.jusqu_au(date(2022, 12, 31))
    assert calendrier.etats() == {2020: ("OUVERT", 30_000_00), 2021: ("CLOS", 30_000_00)}

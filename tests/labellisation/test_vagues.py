"""Le label d'une structure d'une vague prend effet le jour de la vague (A-007, TMR-02)."""

import json
from datetime import date

import pytest

from services.labellisation.territoire.commands import OuvrirCampagne
from tests.labellisation.bureau import AGENCE, Bureau

CODE = {"code": "REMONTEE-2019-09"}
VAGUE = date(2020, 1, 1)


@pytest.fixture
def campagne(bureau: Bureau) -> Bureau:
    assert bureau.demander(OuvrirCampagne, AGENCE, date(2019, 7, 1), **CODE).accepted
    return bureau


def instruire(bureau: Bureau, remontee: date, accord: date) -> None:
    assert bureau.remonter("Allanche", remontee).accepted
    assert bureau.signaler("Allanche", date(2019, 10, 1)).accepted
    bureau.auditer("Allanche", min(accord, date(2019, 11, 4)))
    assert bureau.accorder("Allanche", accord).accepted


@pytest.mark.parametrize("effet", [date(2019, 12, 20), date(2020, 1, 2), date(2020, 2, 1)])
def test_un_autre_jour_que_celui_de_la_vague_est_refuse_avec_la_regle_a007_tmr_02(
    campagne: Bureau, effet: date
) -> None:
    instruire(campagne, date(2019, 9, 1), date(2019, 12, 10))

    refus = campagne.labelliser("Allanche", date(2019, 12, 15), effet)

    assert (refus.code, "VAGUE-1" in refus.detail) == ("EffetHorsVague", True)
    [*_, refusee] = campagne.phrases("Allanche")
    assert "VAGUE-1" in json.loads(refusee["regles"])


def test_le_label_de_la_vague_cite_la_vague_a007_tmr_02_inv_17(campagne: Bureau) -> None:
    instruire(campagne, date(2019, 9, 1), date(2019, 12, 10))
    assert campagne.labelliser("Allanche", date(2019, 12, 15), VAGUE).accepted

    [label] = [r for r in campagne.phrases("Allanche") if r["evenement"] == "StructureLabellisee"]
    assert "VAGUE-1" in json.loads(label["regles"])


def test_un_dossier_pret_apres_sa_vague_prend_effet_a_son_jour_a007(campagne: Bureau) -> None:
    instruire(campagne, date(2019, 9, 1), date(2020, 1, 8))

    assert campagne.labelliser("Allanche", date(2020, 1, 10), date(2020, 1, 15)).accepted


def test_une_remontee_tardive_n_est_pas_de_la_vague_a007_a010(campagne: Bureau) -> None:
    instruire(campagne, date(2019, 9, 20), date(2019, 12, 10))

    assert campagne.labelliser("Allanche", date(2019, 12, 15), date(2019, 12, 20)).accepted


def test_sans_campagne_il_n_y_a_pas_de_vague_a007(bureau: Bureau) -> None:
    instruire(bureau, date(2019, 9, 1), date(2019, 12, 10))

    assert bureau.labelliser("Allanche", date(2019, 12, 15), date(2019, 12, 20)).accepted

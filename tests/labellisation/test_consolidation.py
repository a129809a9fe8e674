"""Les campagnes dans le service : rattachement, clôture à l'heure, consolidation nationale."""

from datetime import date
from typing import Any

import pytest

from services.labellisation.pilotage.questions.consolidation import (
    consolidation,
    structures_remontees,
)
from services.labellisation.territoire.commands import CloreCampagne, OuvrirCampagne
from services.labellisation.territoire.domain.campagne import CampagneInconnue, CampagneRemontee
from tests.labellisation.bureau import AGENCE, Bureau, matin, prefet, structure

OUVERTURE, AVANT, APRES = date(2019, 7, 1), date(2019, 9, 10), date(2019, 9, 20)
CODE = "REMONTEE-2019-09"
CAMPAGNE = CampagneRemontee.create_id(CODE)
TRENTE = {
    **{f"HOR-{n:02}": "OUI" for n in range(1, 4)},
    **{f"AGT-{n:02}": "OUI" for n in range(1, 3)},
    **{f"PAR-{n:02}": "OUI" for n in range(1, 3)},
    **{f"MOB-{n:02}": "OUI" for n in range(1, 5)},
    **{f"FOR-{n:02}": "OUI" for n in range(1, 5)},
    **{f"NUM-{n:02}": "OUI" for n in range(1, 5)},
    **{f"LOC-{n:02}": "OUI" for n in range(1, 7)},
    **{f"QUA-{n:02}": "OUI" for n in range(1, 6)},
}


def ouvrir(bureau: Bureau, **dit: Any) -> None:
    assert bureau.demander(OuvrirCampagne, AGENCE, OUVERTURE, **{"code": CODE, **dit}).accepted


def campagnes(bureau: Bureau) -> list[dict[str, Any]]:
    return bureau.component.model.query("SELECT * FROM campagnes")


def test_la_premiere_campagne_s_ouvre_aux_dates_du_programme_a003_a007_a010_tmr01(
    bureau: Bureau,
) -> None:
    ouvrir(bureau)

    [campagne] = campagnes(bureau)
    assert (campagne["ouverture"], campagne["cloture"]) == ("2019-07-01", "2019-09-15")
    assert campagne["vague"] == "VAGUE-1"


def test_une_campagne_que_le_programme_ne_prevoit_pas_dit_ses_dates_a010(bureau: Bureau) -> None:
    sans_dates = bureau.demander(OuvrirCampagne, AGENCE, OUVERTURE, code="REMONTEE-2020-03")

    assert (sans_dates.code, "cloture" in sans_dates.detail) == ("CalendrierIncoherent", True)
    ouvrir(
        bureau,
        code="REMONTEE-2020-03",
        nom="Mars 2020",
        vague="VAGUE-2",
        ouverture="2020-03-01",
        cloture="2020-03-31",
    )


def test_une_vague_hors_du_programme_est_refusee_a007(bureau: Bureau) -> None:
    refusee = bureau.demander(OuvrirCampagne, AGENCE, OUVERTURE, code=CODE, vague="VAGUE-7")

    assert (refusee.code, "VAGUE-1" in refusee.detail) == ("VagueInconnue", True)


def test_seule_l_agence_ouvre_une_campagne_a003(bureau: Bureau) -> None:
    assert bureau.demander(OuvrirCampagne, prefet(), OUVERTURE, code=CODE).code == "RoleNonAutorise"


def test_la_campagne_se_rappelle_puis_se_clot_seule_a010_tmr01(bureau: Bureau) -> None:
    """Les échéances viennent avec l'horloge ; la clôture est datée du dernier jour."""
    ouvrir(bureau)
    bureau.clock.advance(matin(APRES))
    bureau.tourner()

    campagne = bureau.component.service.load_or_refuse(CampagneRemontee, CAMPAGNE)
    assert campagne.rappelee == {"2019-09-01", "2019-09-08"}
    assert campagnes(bureau)[0]["close_le"] == campagne.close_le == "2019-09-15"


def test_une_remontee_va_a_la_campagne_du_jour_et_une_tardive_n_est_ni_perdue_ni_refusee_a010(
    bureau: Bureau,
) -> None:
    ouvrir(bureau)
    assert bureau.remonter("à temps", AVANT).accepted
    assert bureau.remonter("tardive", APRES).accepted

    rows = structures_remontees(bureau.component.model)
    assert {row["nom"]: row["tardive"] for row in rows} == {"à temps": 0, "tardive": 1}
    assert any("après la clôture" in each["phrase"] for each in bureau.phrases("tardive"))


def test_une_campagne_close_plus_tot_rend_tardives_les_remontees_suivantes_a010(
    bureau: Bureau,
) -> None:
    ouvrir(bureau)
    assert bureau.demander(CloreCampagne, AGENCE, date(2019, 9, 5), campagne_id=CAMPAGNE).accepted
    assert bureau.remonter("après", AVANT).accepted

    [row] = structures_remontees(bureau.component.model)
    assert row["tardive"] == 1


def test_sans_campagne_les_remontees_marchent_comme_avant_a003(bureau: Bureau) -> None:
    assert bureau.remonter("seule", AVANT).accepted

    assert consolidation(bureau.component.model)["departements"] == []


def test_la_consolidation_rassemble_les_departements_a005_a006(bureau: Bureau) -> None:
    ouvrir(bureau)
    bureau.remonter("Allanche", AVANT, evaluation=TRENTE, agents=2, etp=2.5)
    bureau.remonter("Millau", AVANT, "12145", evaluation={"HOR-01": "OUI"}, etp=1.5)
    bureau.remonter("Murat", APRES, "15138", evaluation={**TRENTE, "LOC-02": "NON"}, agents=1)

    dite = consolidation(bureau.component.model, CODE)

    assert dite["campagne"] and (dite["criteres"], dite["campagne"]["code"]) == (30, CODE)
    assert dite["departements"] == [
        {
            "departement": "12",
            "structures": 1,
            "tardives": 0,
            "criteres_declares": 1,
            "tous_declares": 0,
            "agents": 0,
            "etp": 1.5,
        },
        {
            "departement": "15",
            "structures": 2,
            "tardives": 1,
            "criteres_declares": 59,
            "tous_declares": 1,
            "agents": 3,
            "etp": 2.5,
        },
    ]


def test_une_correction_remplace_la_declaration_sans_compter_deux_fois_a006_a012(
    bureau: Bureau,
) -> None:
    ouvrir(bureau)
    bureau.remonter("Allanche", AVANT, evaluation={"HOR-01": "OUI"})
    bureau.remonter("Allanche", APRES, evaluation={"HOR-01": "OUI", "HOR-02": "OUI"})

    [row] = structures_remontees(bureau.component.model)
    assert (row["criteres_declares"], row["recue_le"], row["revisee_le"], row["tardive"]) == (
        2,
        "2019-09-10",
        "2019-09-20",
        0,
    )


def test_trente_criteres_declares_ne_donnent_ni_constat_ni_label_a011(bureau: Bureau) -> None:
    ouvrir(bureau)
    bureau.remonter("Allanche", AVANT, evaluation=TRENTE)
    bureau.signaler("Allanche", APRES)

    refus = bureau.labelliser("Allanche", date(2020, 1, 2))

    assert refus.statut == "REFUSE"
    [etat] = bureau.component.model.query("SELECT etat FROM dossiers")
    assert etat["etat"] == "SIGNALEE"


def test_une_campagne_nommee_qui_n_existe_pas_est_refusee(bureau: Bureau) -> None:
    refusee = bureau.remonter("Allanche", AVANT, campagne_id=structure("autre"))

    assert refusee.code == "CampagneInconnue"
    with pytest.raises(CampagneInconnue, match="aucune"):
        consolidation(bureau.component.model, "REMONTEE-2031")

"""Le signalement et le réseau : fenêtre du programme, doublons, enclavement, formats."""

import json
from datetime import date
from typing import Any

import pytest

from services.labellisation.label.commands import RenoncerAuLabel
from services.labellisation.territoire.domain.insertion import InsertionReseau
from shared.log.readers import recorded_after
from shared.messages.actors import Acteur
from tests.labellisation.bureau import Bureau, matin, structure

DECEMBRE, MARS = date(2019, 12, 10), date(2020, 3, 2)
PRES_D_ALLANCHE = {"latitude": 45.21, "longitude": 2.93}


def examens(bureau: Bureau) -> list[Any]:
    events = [event for _, event in recorded_after(bureau.component.service, 0)]
    return [event for event in events if isinstance(event, InsertionReseau.InsertionExaminee)]


@pytest.fixture
def allanche(bureau: Bureau) -> Bureau:
    """Une première structure, labellisée."""
    bureau.mener_au_label("Allanche", DECEMBRE)
    return bureau


def test_la_premiere_vague_ne_regarde_pas_le_maillage_a063_x14(allanche: Bureau) -> None:
    """Une voisine de deux kilomètres, signalée le même jour, avant le 1er janvier 2020."""
    allanche.mener_au_label("Voisine", DECEMBRE, fiche=PRES_D_ALLANCHE)

    assert examens(allanche) == []


def test_ensuite_un_doublon_est_refuse_avec_le_nom_la_distance_et_le_remede_a069_x14(
    allanche: Bureau,
) -> None:
    """INS-01."""
    allanche.remonter("Voisine", MARS, fiche=PRES_D_ALLANCHE)

    refus = allanche.signaler("Voisine", MARS)

    assert refus.code == "DoublonMaillage"
    assert "« Allanche » (Allanche), déjà labellisée ; il en faut 20" in refus.detail
    assert "5,2 minutes estimées (2,6 km de route)" in refus.detail
    assert "INS-01@2020-01" in refus.detail and "ENCLAVEMENT" in refus.detail


def test_un_doublon_refuse_l_est_aussi_date_de_la_veille_de_la_regle_a069_x14(
    allanche: Bureau,
) -> None:
    """La règle et le réseau sont ceux du jour où la demande arrive."""
    allanche.remonter("Voisine", DECEMBRE, fiche=PRES_D_ALLANCHE)
    fevrier, veille = date(2020, 2, 16), matin(date(2019, 12, 31))
    ce_jour = allanche.signaler("Voisine", fevrier)
    avant = allanche.signaler("Voisine", fevrier, survenu_le=veille, motif_retard="archives")

    assert (ce_jour.code, avant.code) == ("DoublonMaillage", "DoublonMaillage")
    assert "INS-01@2020-01" in avant.detail


def test_un_refus_cite_ses_regles_et_laisse_le_dossier_comme_il_etait_inv17(
    allanche: Bureau,
) -> None:
    allanche.remonter("Voisine", MARS, fiche=PRES_D_ALLANCHE)
    allanche.signaler("Voisine", MARS)

    derniere = allanche.phrases("Voisine")[-1]
    assert {"INS-01@2020-01", "TEMPS-TRAJET@2020-01"} <= set(json.loads(derniere["regles"]))
    assert allanche.signalement("Voisine") is None


def test_un_enclavement_motive_passe_et_l_estimation_reste_ecrite_a069_g2(
    allanche: Bureau,
) -> None:
    allanche.remonter("Voisine", MARS, fiche=PRES_D_ALLANCHE)
    assert allanche.signaler(
        "Voisine", MARS, exception="ENCLAVEMENT", motif="col fermé l'hiver"
    ).accepted

    [examen] = examens(allanche)
    assert (examen.voisine, examen.minutes, examen.kilometres) == ("Allanche", 5.2, 2.6)
    assert (examen.methode, examen.exception) == ("ESTIMATION", "ENCLAVEMENT")
    assert examen.regles == ["INS-01@2020-01", "TEMPS-TRAJET@2020-01"]
    assert examen.raison == "col fermé l'hiver"


def test_un_enclavement_sans_motif_est_refuse_g2(allanche: Bureau) -> None:
    allanche.remonter("Voisine", MARS, fiche=PRES_D_ALLANCHE)

    refus = allanche.signaler("Voisine", MARS, exception="ENCLAVEMENT")

    assert (refus.code, "motif" in refus.detail) == ("ExceptionNonMotivee", True)


def test_une_structure_assez_loin_s_insere_a069(allanche: Bureau) -> None:
    """Allanche et Murat sont à 30 minutes estimées ; Murat est à sa mairie, faute d'adresse."""
    allanche.remonter("Murat", MARS, "15138")
    assert allanche.signaler("Murat", MARS).accepted

    [examen] = examens(allanche)
    assert (examen.comparee, examen.voisine) == (True, "")


def test_une_structure_non_labellisee_n_est_pas_un_doublon_a069(bureau: Bureau) -> None:
    """« Avec une création d'ores et déjà labellisée » : signalée ou auditée ne suffit pas."""
    bureau.remonter("Allanche", MARS)
    bureau.signaler("Allanche", MARS)
    bureau.remonter("Voisine", MARS, fiche=PRES_D_ALLANCHE)

    assert bureau.signaler("Voisine", MARS).accepted


def test_un_label_fini_n_empeche_plus_rien_a069(allanche: Bureau) -> None:
    allanche.remonter("Voisine", MARS, fiche=PRES_D_ALLANCHE)
    renonce = {"raison": "la commune renonce", "date_effet": MARS}
    renonce |= {"structure_id": structure("Allanche")}
    porteur = Acteur(role="PORTEUR", id="commune", structure_id=structure("Allanche"))
    assert allanche.demander(RenoncerAuLabel, porteur, MARS, **renonce).accepted

    assert allanche.signaler("Voisine", date(2020, 3, 4)).accepted


def test_une_structure_n_est_pas_son_propre_doublon_a069(allanche: Bureau) -> None:
    """Elle a renoncé pour juin, et se ravise : son label vaut encore, mais c'est le sien."""
    renonce = {"raison": "la commune renonce", "date_effet": date(2020, 6, 30)}
    porteur = Acteur(role="PORTEUR", id="commune", structure_id=structure("Allanche"))
    voulu = {**renonce, "structure_id": structure("Allanche")}
    assert allanche.demander(RenoncerAuLabel, porteur, MARS, **voulu).accepted

    assert allanche.signaler("Allanche", date(2020, 3, 4)).accepted


@pytest.mark.parametrize("forme", ["BUS", "ITINERANTE", "ANTENNE"])
def test_un_bus_ou_une_antenne_ne_se_compare_pas_g2_x11(allanche: Bureau, forme: str) -> None:
    allanche.remonter("Tournée", MARS, fiche={**PRES_D_ALLANCHE, "format": forme})
    assert allanche.signaler("Tournée", MARS).accepted

    [examen] = examens(allanche)
    assert examen.comparee is False


@pytest.mark.parametrize("forme", ["FIXE", "MULTISITES", "BUS", "ITINERANTE"])
def test_lieux_hybrides_et_itinerants_sont_labellises_comme_les_autres_a076_a077(
    bureau: Bureau, forme: str
) -> None:
    bureau.mener_au_label("Tiers-lieu", MARS, fiche={"format": forme})

    [dossier] = bureau.component.model.query("SELECT etat, format FROM dossiers")
    assert (dossier["etat"], dossier["format"]) == ("LABELLISEE", forme)


@pytest.mark.parametrize(
    ("jour", "accepte"), [(date(2022, 12, 31), True), (date(2023, 1, 1), False)]
)
def test_on_signale_jusqu_a_la_fin_de_2022_a018_x03_tmr04(
    bureau: Bureau, jour: date, accepte: bool
) -> None:
    """En 2022, une MSAP peut encore être signalée, que l'État la finance ou non (A-037)."""
    bureau.remonter("Allanche", jour, fiche={"origine": "MSAP"})

    reponse = bureau.signaler("Allanche", jour)

    assert reponse.accepted == accepte
    if not accepte:
        assert reponse.code == "HorsProgramme"
        assert "PROGRAMME@2019-07" in reponse.detail and "31/12/2022" in reponse.detail


def test_un_label_ne_prend_pas_effet_apres_la_fin_de_2022_a018_tmr04(bureau: Bureau) -> None:
    jour = date(2022, 12, 15)
    bureau.remonter("Allanche", jour)
    bureau.signaler("Allanche", jour)
    bureau.auditer("Allanche", jour)
    bureau.accorder("Allanche", jour)

    assert bureau.labelliser("Allanche", jour, date(2023, 1, 1)).code == "HorsProgramme"
    assert bureau.labelliser("Allanche", jour, date(2022, 12, 31)).accepted


def test_un_prefet_ne_signale_que_dans_son_departement_a020(bureau: Bureau) -> None:
    bureau.remonter("Allanche", DECEMBRE)

    assert bureau.signaler("Allanche", DECEMBRE, "12").code == "DepartementEtranger"
    assert bureau.signaler("Allanche", DECEMBRE).accepted


def test_l_identite_de_la_voisine_se_lit_dans_le_dossier(allanche: Bureau) -> None:
    allanche.remonter("Voisine", MARS, fiche=PRES_D_ALLANCHE)
    allanche.signaler("Voisine", MARS, exception="ENCLAVEMENT", motif="col fermé")

    [examen] = examens(allanche)
    assert examen.voisine_id == structure("Allanche")

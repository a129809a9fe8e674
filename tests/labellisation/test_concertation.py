"""Les opérateurs : consultés sur chaque signalement, sans bloquer si nulle règle ne le veut."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.labellisation.label.commands import ObserverFermetureAntenne
from services.labellisation.territoire.commands import RendreAvis
from services.labellisation.territoire.domain.consultation import (
    Avis,
    AvisNonMotive,
    Consultation,
    OperateurNonConsulte,
)
from services.labellisation.territoire.rules.operateurs import charger_operateurs
from services.labellisation.territoire.rules.programme import charger_programme
from shared.messages.envelope import Outcome
from shared.rules.dated import Rules
from tests.data import DATA, needs_real_data
from tests.gwt import fact, specification
from tests.labellisation.bureau import Bureau, operateur, prefet, structure

NOVEMBRE, MARS = date(2019, 11, 4), date(2020, 3, 2)
given = specification(Consultation)
DEMANDES = fact(
    Consultation.AvisOperateursDemandes,
    signalement_id=structure("signalement"),
    structure_id=structure("Allanche"),
    departement="15",
    operateurs={"LA_POSTE": "La Poste", "DGFIP": "Finances publiques"},
    echeance="2019-11-19",
)


def rendu(avis: str = "FAVORABLE", commentaire: str = "", **autres: Any) -> Any:
    faits = {
        "structure_id": structure("Allanche"),
        "operateur": "LA_POSTE",
        "nom": "La Poste",
        "avis": avis,
        "commentaire": commentaire,
        "antenne_locale": None,
        "rendu_le": "2019-11-19",
        "tardif": False,
    }
    return fact(Consultation.AvisOperateurRendu, **{**faits, **autres})


def test_un_operateur_rend_son_avis_jusqu_au_dernier_jour_a075() -> None:
    (
        given(DEMANDES)
        .when(Consultation.rendre, "LA_POSTE", Avis("FAVORABLE", "", None), date(2019, 11, 19))
        .then(rendu())
    )


def test_un_avis_tardif_est_retenu_comme_tel_a075() -> None:
    (
        given(DEMANDES)
        .when(Consultation.rendre, "LA_POSTE", Avis("FAVORABLE", "", None), date(2019, 11, 20))
        .then(rendu(rendu_le="2019-11-20", tardif=True))
    )


def test_le_meme_avis_ne_change_rien_un_autre_le_remplace_a075() -> None:
    jour = date(2019, 11, 19)
    (
        given(DEMANDES, rendu())
        .when(Consultation.rendre, "LA_POSTE", Avis("FAVORABLE", "", None), jour)
        .then_nothing()
    )
    (
        given(DEMANDES, rendu())
        .when(Consultation.rendre, "LA_POSTE", Avis("RESERVE", "bureau ouvert", True), jour)
        .then(rendu("RESERVE", "bureau ouvert", antenne_locale=True))
    )


@pytest.mark.parametrize("avis", ["RESERVE", "DEFAVORABLE"])
def test_un_avis_qui_n_est_pas_favorable_s_explique_a075(avis: str) -> None:
    (
        given(DEMANDES)
        .when(Consultation.rendre, "LA_POSTE", Avis(avis, "", None), date(2019, 11, 19))
        .then_refused(AvisNonMotive, "commentaire")
    )


def test_un_operateur_non_consulte_ne_donne_pas_d_avis_a075() -> None:
    (
        given(DEMANDES)
        .when(Consultation.rendre, "CNAM", Avis("FAVORABLE", "", None), date(2019, 11, 19))
        .then_refused(OperateurNonConsulte, "La Poste, Finances publiques")
    )


@pytest.fixture
def signalee(bureau: Bureau) -> Bureau:
    bureau.remonter("Allanche", NOVEMBRE)
    assert bureau.signaler("Allanche", NOVEMBRE).accepted
    return bureau


def avis(bureau: Bureau) -> list[dict[str, Any]]:
    return bureau.component.model.query("SELECT * FROM avis ORDER BY operateur")


def rendre(bureau: Bureau, code: str, jour: date = NOVEMBRE, **dit: Any) -> Outcome:
    voulu = {
        "structure_id": structure("Allanche"),
        "signalement_id": bureau.signalement("Allanche"),
        "operateur": code,
        "avis": "FAVORABLE",
    }
    acteur = operateur(dit.pop("organisme", code))
    return bureau.demander(RendreAvis, acteur, jour, **{**voulu, **dit})


def test_chaque_signalement_consulte_les_neuf_operateurs_a075(signalee: Bureau) -> None:
    demandes = avis(signalee)

    assert len(demandes) == 9
    assert {each["echeance"] for each in demandes} == {"2019-11-19"}
    phrase = next(p for p in signalee.phrases("Allanche") if "Avis demandé" in p["phrase"])
    assert "La Poste" in phrase["phrase"] and "LA_POSTE" not in phrase["phrase"]
    cites = set(json.loads(phrase["regles"]))
    assert {"AVIS-OPERATEURS@2019-07", "OPERATEURS@2019-07"} <= cites


def test_les_avis_ne_bloquent_pas_le_label_sans_regle_qui_le_veuille_a075_ins02(
    signalee: Bureau,
) -> None:
    rendre(signalee, "LA_POSTE", avis="DEFAVORABLE", commentaire="déjà bien couverte")
    signalee.auditer("Allanche", MARS)
    signalee.accorder("Allanche", MARS)

    assert signalee.labelliser("Allanche", MARS).accepted


def test_une_regle_bloquante_fait_attendre_les_avis_a075_ins02(signalee: Bureau) -> None:
    service = signalee.component.service
    programme = charger_programme()
    [regle] = programme.avis_operateurs
    bloquante = Rules([replace(regle, bloquant=True)])
    service.given = {**service.given, "programme": replace(programme, avis_operateurs=bloquante)}
    signalee.auditer("Allanche", MARS)
    signalee.accorder("Allanche", MARS)
    for code in [each["operateur"] for each in avis(signalee)][1:]:
        rendre(signalee, code, MARS)

    refus = signalee.labelliser("Allanche", MARS)
    assert refus.code == "AvisManquants"
    assert "Mutualité sociale agricole" in refus.detail and "La Poste" not in refus.detail

    rendre(signalee, "CCMSA", MARS)
    assert signalee.labelliser("Allanche", MARS).accepted


def test_un_avis_peut_noter_une_antenne_sur_place_et_rien_n_est_interdit_a073(
    signalee: Bureau,
) -> None:
    """L'antenne est une observation : le signalement reste, et l'audit suit son cours."""
    assert rendre(
        signalee, "La Poste", antenne_locale=True, avis="RESERVE", commentaire="bureau en face"
    ).accepted

    [rendue] = [each for each in avis(signalee) if each["avis"]]
    assert (rendue["operateur"], rendue["antenne_locale"]) == ("LA_POSTE", 1)
    signalee.auditer("Allanche", NOVEMBRE)
    assert signalee.accorder("Allanche", NOVEMBRE).accepted


def test_un_operateur_ne_parle_que_pour_lui_meme_a075(signalee: Bureau) -> None:
    assert rendre(signalee, "LA_POSTE", organisme="CAF").code == "OperateurNonConsulte"
    assert rendre(signalee, "CNAF", organisme="CAF").accepted


def test_un_avis_sur_le_signalement_d_une_autre_structure_est_refuse(signalee: Bureau) -> None:
    autre = rendre(signalee, "LA_POSTE", structure_id=structure("Murat"))

    assert autre.code == "Introuvable"


def fermer(bureau: Bureau, jour: date, acteur: Any = None) -> Outcome:
    voulu = {"structure_id": structure("Allanche"), "operateur": "LA_POSTE", "fermee_le": jour}
    return bureau.demander(ObserverFermetureAntenne, acteur or operateur("LA_POSTE"), jour, **voulu)


def test_une_antenne_qui_ferme_apres_le_label_est_observee_et_rien_ne_suit_a073_a074(
    bureau: Bureau,
) -> None:
    bureau.mener_au_label("Allanche", NOVEMBRE)
    assert fermer(bureau, date(2021, 1, 29)).accepted
    assert fermer(bureau, date(2021, 2, 1)).accepted

    [fermee] = bureau.component.model.query("SELECT * FROM antennes")
    assert (fermee["fermee_le"], fermee["apres_le_label"]) == ("2021-01-29", 1)
    [dossier] = bureau.component.model.query("SELECT etat FROM dossiers")
    assert dossier["etat"] == "LABELLISEE"


def test_une_antenne_fermee_avant_le_label_n_est_pas_mise_a_son_compte_a074(
    signalee: Bureau,
) -> None:
    fermer(signalee, NOVEMBRE)

    [fermee] = signalee.component.model.query("SELECT apres_le_label FROM antennes")
    assert fermee["apres_le_label"] == 0


def test_un_prefet_n_observe_que_dans_son_departement_a020(signalee: Bureau) -> None:
    assert fermer(signalee, MARS, prefet("12")).code == "DepartementEtranger"
    assert fermer(signalee, MARS, prefet("15")).accepted


@pytest.mark.parametrize(
    ("jour", "nombre"), [(date(2020, 1, 1), 9), (date(2024, 1, 1), 11), (date(2025, 1, 1), 13)]
)
def test_les_operateurs_consultes_sont_ceux_du_jour_a046_a075(jour: date, nombre: int) -> None:
    assert len(charger_operateurs().operateurs.in_force(jour)) == nombre


@needs_real_data
def test_la_liste_des_operateurs_est_celle_qui_est_publiee_a046() -> None:
    """Les neuf premiers y entrent avec les premiers labels ; ici, avec la circulaire de 2019."""
    publies = json.loads((DATA / "docs" / "operateurs.json").read_text("utf-8"))["operateurs"]
    dates = {}
    for publie in publies:
        operateur = charger_operateurs().nomme(publie["code"])
        assert operateur, publie["code"]
        dates[operateur.id] = publie["depuis"]

    connus = {each.id: each.en_vigueur.du for each in charger_operateurs().operateurs}
    entree = {
        code: "2020-01-01" if depuis < date(2020, 1, 1) else depuis.isoformat()
        for code, depuis in connus.items()
    }
    assert entree == dates

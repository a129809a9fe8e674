"""Les listes de travail et le dossier, tels qu'on les demande (A-039, TMR-05, A-020)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from services.labellisation.label.commands import ObserverFermetureAntenne
from services.labellisation.pilotage.questions.a_faire import (
    LISTES,
    DepartementRequis,
    ListeInconnue,
    a_faire,
    liste_de_travail,
)
from services.labellisation.pilotage.questions.dossier_entier import dossier
from services.labellisation.territoire.commands import AdopterPlan, OuvrirCampagne, RendreAvis
from shared.recording.repository import Introuvable
from tests.labellisation.bureau import AGENCE, Bureau, operateur, prefet, structure

NOVEMBRE, MARS, AU = date(2019, 11, 4), date(2020, 3, 2), date(2020, 3, 10)


def liste(bureau: Bureau, role: str, departement: str | None = None, au: date = AU) -> Any:
    return a_faire(bureau.component.model, role, departement, au)


def quoi(lignes: Sequence[Mapping[str, Any]]) -> Counter[str]:
    return Counter(each["quoi"].partition(" :")[0] for each in lignes)


def test_chaque_etape_attend_celui_dont_c_est_le_tour_a020_a021_a024(bureau: Bureau) -> None:
    bureau.remonter("Allanche", NOVEMBRE)
    assert quoi(liste(bureau, "PREFET", "15")) == {"structure à signaler": 1}

    bureau.signaler("Allanche", NOVEMBRE)
    [audit] = liste(bureau, "AUDITEUR")
    assert (audit["quoi"], audit["nom"], audit["depuis"]) == (
        "audit à déclencher",
        "Allanche",
        "2019-11-04",
    )

    bureau.auditer("Allanche", MARS)
    assert quoi(liste(bureau, "AGENCE_NATIONALE"))["accord préalable à donner"] == 1
    assert liste(bureau, "AUDITEUR") == []

    bureau.accorder("Allanche", MARS)
    assert quoi(liste(bureau, "PREFET", "15"))["label à donner"] == 1
    bureau.labelliser("Allanche", MARS)
    assert quoi(liste(bureau, "PREFET", "15"))["label à donner"] == 0


def test_les_avis_attendus_disent_leur_delai_passe_ou_non_a075(bureau: Bureau) -> None:
    bureau.remonter("Allanche", NOVEMBRE)
    bureau.signaler("Allanche", NOVEMBRE)
    assert len(liste(bureau, "OPERATEUR", au=NOVEMBRE)) == 9

    avis = {
        "structure_id": structure("Allanche"),
        "signalement_id": bureau.signalement("Allanche"),
        "operateur": "CNAF",
        "avis": "FAVORABLE",
    }
    bureau.demander(RendreAvis, operateur("CAF"), NOVEMBRE, **avis)

    restants = liste(bureau, "OPERATEUR", au=date(2019, 11, 18))
    assert len(restants) == 8
    assert {each["jours"] for each in restants} == {1}


def test_les_avis_d_un_signalement_sont_un_seul_devoir_pour_qui_les_attend_tous_a075(
    bureau: Bureau,
) -> None:
    """L'agence et le préfet ont une ligne par structure ; chaque opérateur garde la sienne."""
    bureau.remonter("Allanche", NOVEMBRE)
    bureau.signaler("Allanche", NOVEMBRE)

    for role in ("AGENCE_NATIONALE", "PREFET"):
        [avis] = liste(bureau, role, "15", NOVEMBRE)
        assert avis["quoi"].startswith("avis attendus de 9 opérateurs : ")
        assert "La Poste" in avis["quoi"] and avis["quoi"].count(", ") == 8
        assert (avis["nom"], avis["echeance"], avis["jours"]) == ("Allanche", "2019-11-19", 15)
        assert "operateur" not in avis
    siens = [each["operateur"] for each in liste(bureau, "OPERATEUR", au=NOVEMBRE)]
    assert len(set(siens)) == 9


def test_un_avis_dont_le_delai_est_passe_n_est_plus_attendu_et_se_compte_a075(
    bureau: Bureau,
) -> None:
    bureau.remonter("Allanche", NOVEMBRE)
    bureau.signaler("Allanche", NOVEMBRE)
    model = bureau.component.model

    dernier = liste_de_travail(model, "AGENCE_NATIONALE", None, date(2019, 11, 19))
    lendemain = liste_de_travail(model, "AGENCE_NATIONALE", None, date(2019, 11, 20))
    de_l_operateur = liste_de_travail(model, "OPERATEUR", None, date(2019, 11, 20))

    assert [each["jours"] for each in dernier["lignes"]] == [0]
    assert (lendemain["lignes"], lendemain["closes"]) == ([], 1)
    assert (de_l_operateur["lignes"], de_l_operateur["closes"]) == ([], 9)


def test_le_programme_fini_ce_qui_mene_a_un_signalement_n_est_plus_a_faire_a018(
    bureau: Bureau,
) -> None:
    bureau.remonter("Murat", NOVEMBRE, "15138", fiche={"origine": "MSAP"})
    model = bureau.component.model

    dernier = liste_de_travail(model, "PREFET", "15", date(2022, 12, 31))
    lendemain = liste_de_travail(model, "PREFET", "15", date(2023, 1, 1))

    assert quoi(dernier["lignes"]) == {"structure à signaler": 1, "MSAP sans label": 1}
    assert (lendemain["lignes"], lendemain["closes"]) == ([], 2)


def test_ce_qui_presse_vient_d_abord_et_le_retard_avant_tout(bureau: Bureau) -> None:
    bureau.remonter("Murat", NOVEMBRE, "15138", fiche={"origine": "MSAP"})
    bureau.remonter("Allanche", NOVEMBRE)
    bureau.signaler("Allanche", NOVEMBRE)

    pendant = [each["jours"] for each in liste(bureau, "PREFET", "15", NOVEMBRE)]
    apres = [each["jours"] for each in liste(bureau, "PREFET", "15", date(2022, 1, 10))]

    assert pendant == [15, 788, None]
    assert apres == [-10, None]


def test_les_msap_sans_label_voient_venir_la_fin_de_leur_financement_a039_a037_tmr05(
    bureau: Bureau,
) -> None:
    """Vingt et un jours avant le 31 décembre 2021 ; une MSAP labellisée n'y est plus."""
    bureau.remonter("Murat", NOVEMBRE, "15138", fiche={"origine": "MSAP"})
    bureau.remonter("Aurillac", NOVEMBRE, "15014", fiche={"origine": "CREATION"})
    bureau.mener_au_label("Allanche", date(2019, 12, 2), fiche={"origine": "MSAP"})

    lignes = liste(bureau, "AGENCE_NATIONALE", au=date(2021, 12, 10))

    msap = [each for each in lignes if each["quoi"] == "MSAP sans label"]
    assert [(each["nom"], each["echeance"], each["jours"]) for each in msap] == [
        ("Murat", "2021-12-31", 21)
    ]


def test_les_remarques_d_un_refus_mineur_attendent_puis_la_structure_se_signale_a016_a017(
    bureau: Bureau,
) -> None:
    """La fenêtre de priorité dit jusqu'à quand ; signalée, la structure quitte la liste."""
    bureau.remonter("Allanche", NOVEMBRE)
    bureau.signaler("Allanche", NOVEMBRE)
    bureau.refuser("Allanche", date(2020, 1, 15), "REMARQUES_MINEURES")

    [remarques] = liste(bureau, "AUDITEUR")
    assert (remarques["quoi"], remarques["echeance"], remarques["jours"]) == (
        "remarques à lever",
        "2020-06-30",
        112,
    )

    bureau.lever_les_remarques("Allanche", MARS)
    assert quoi(liste(bureau, "PREFET", "15"))["structure à signaler de nouveau"] == 1
    assert bureau.signaler("Allanche", MARS).accepted
    assert quoi(liste(bureau, "PREFET", "15"))["structure à signaler de nouveau"] == 0


def test_une_priorite_finie_ne_se_montre_plus_mais_les_remarques_restent_a016_a018(
    bureau: Bureau,
) -> None:
    """La labellisation est continue : sans priorité, on lève et on signale encore."""
    bureau.remonter("Allanche", NOVEMBRE)
    bureau.signaler("Allanche", NOVEMBRE)
    bureau.refuser("Allanche", date(2020, 1, 15), "REMARQUES_MINEURES")

    [apres] = liste(bureau, "AUDITEUR", au=date(2020, 7, 1))

    assert (apres["quoi"], apres["echeance"], apres["jours"]) == ("remarques à lever", "", None)
    assert liste(bureau, "AUDITEUR", au=date(2023, 1, 1)) == []


def test_un_second_audit_passe_d_abord_tant_que_sa_priorite_court_a016(bureau: Bureau) -> None:
    bureau.remonter("Vic", NOVEMBRE)
    bureau.signaler("Vic", NOVEMBRE)
    bureau.refuser("Vic", date(2020, 1, 15), "REMARQUES_MINEURES")
    bureau.lever_les_remarques("Vic", MARS)
    bureau.remonter("Allanche", MARS)
    bureau.signaler("Allanche", MARS)
    bureau.signaler("Vic", MARS)

    pendant, apres = liste(bureau, "AUDITEUR"), liste(bureau, "AUDITEUR", au=date(2020, 7, 1))

    assert [(each["nom"], each["echeance"]) for each in pendant] == [
        ("Vic", "2020-06-30"),
        ("Allanche", ""),
    ]
    assert [(each["nom"], each["echeance"]) for each in apres] == [("Allanche", ""), ("Vic", "")]


def test_un_refus_de_fond_appelle_une_montee_en_gamme_a015(bureau: Bureau) -> None:
    bureau.remonter("Allanche", NOVEMBRE)
    bureau.signaler("Allanche", NOVEMBRE)
    bureau.refuser("Allanche", date(2020, 1, 15), "MONTEE_EN_GAMME_REELLE")

    assert quoi(liste(bureau, "PREFET", "15"))["montée en gamme à établir"] == 1
    assert liste(bureau, "AUDITEUR") == []


def test_un_plan_en_retard_et_une_campagne_ouverte_se_voient_a019_a010(bureau: Bureau) -> None:
    bureau.demander(OuvrirCampagne, AGENCE, date(2019, 7, 1), code="REMONTEE-2019-09")
    plan = {
        "departement": "15",
        "sdaasp": "Schéma",
        "objectifs": [{"echeance": "2020-12-31", "structures": 1}],
        "candidates": [{"commune_insee": "15001", "echeance": "2019-12-31", "nom": "Allanche"}],
    }
    bureau.demander(AdopterPlan, prefet(), date(2019, 7, 2), **plan)

    [campagne] = liste(bureau, "PREFET", "15", date(2019, 9, 10))
    assert (campagne["quoi"], campagne["jours"]) == ("campagne de remontée ouverte", 5)
    [retard] = [each for each in liste(bureau, "PREFET", "15") if "retard" in each["quoi"]]
    assert (retard["nom"], retard["jours"]) == ("Allanche", -70)


def test_une_antenne_fermee_apres_le_label_est_une_observation_a073_a074(bureau: Bureau) -> None:
    bureau.mener_au_label("Allanche", NOVEMBRE)
    fermee = {"structure_id": structure("Allanche"), "operateur": "DGFIP", "fermee_le": MARS}
    bureau.demander(ObserverFermetureAntenne, operateur("DGFIP"), MARS, **fermee)

    [observee] = [each for each in liste(bureau, "AGENCE_NATIONALE") if "antenne" in each["quoi"]]
    assert (observee["depuis"], observee["echeance"], observee["jours"]) == (
        "2020-03-02",
        "",
        None,
    )


def test_un_prefet_ne_voit_que_son_departement_a020(bureau: Bureau) -> None:
    bureau.remonter("Allanche", NOVEMBRE)
    bureau.remonter("Millau", NOVEMBRE, "12145")

    assert [each["nom"] for each in liste(bureau, "PREFET", "12")] == ["Millau"]
    with pytest.raises(DepartementRequis):
        liste(bureau, "PREFET")


def test_un_role_sans_liste_est_refuse_avec_ceux_qui_en_ont(bureau: Bureau) -> None:
    with pytest.raises(ListeInconnue, match=", ".join(LISTES)):
        liste(bureau, "PUBLIC")


def test_le_dossier_dit_tout_d_une_structure_a006_a011_a075(bureau: Bureau) -> None:
    bureau.demander(OuvrirCampagne, AGENCE, date(2019, 7, 1), code="REMONTEE-2019-09")
    bureau.remonter("Allanche", date(2019, 9, 10), evaluation={"HOR-01": "OUI"}, agents=2)
    bureau.signaler("Allanche", NOVEMBRE)
    bureau.auditer("Allanche", NOVEMBRE)
    bureau.accorder("Allanche", NOVEMBRE)
    bureau.labelliser("Allanche", NOVEMBRE, date(2020, 1, 1))

    dit = dossier(bureau.component.model, structure("Allanche"), AU)

    assert (dit["etat"], dit["criteres"], len(dit["avis"]), dit["plan"]) == (
        "LABELLISEE",
        30,
        9,
        [],
    )
    [remontee] = dit["remontees"]
    assert (remontee["campagne"], remontee["criteres_declares"]) == ("REMONTEE-2019-09", 1)
    assert [label["debut"] for label in dit["labels"]] == ["2020-01-01"]
    dates = {each["fait"]: each["le"] for each in dit["etapes"]}
    assert dates["StructureRemontee"] == "2019-09-10"
    assert dates["AccordPrealableDonne"] == "2019-11-04"


def test_le_dossier_d_une_inconnue_est_refuse(bureau: Bureau) -> None:
    with pytest.raises(Introuvable):
        dossier(bureau.component.model, structure("nulle part"), AU)

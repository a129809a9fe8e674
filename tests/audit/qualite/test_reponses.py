"""Répondre à l'enquête : qui le peut, ce qui en est gardé, l'indicateur vivant, l'alerte."""

import json
from datetime import date
from pathlib import Path
from uuid import uuid5

import pytest

from services.audit.enquetes.commands import ANONYME, RepondreEnquete
from services.audit.enquetes.questions import SatisfactionMesuree, satisfaction
from services.audit.vigilance.commands import LeverAlerte
from shared.clock import SimulatedClock
from shared.contracts.audit import (
    AlerteQualiteEmise,
    AlerteQualiteLevee,
    CampagneEnqueteCloturee,
    CampagneEnqueteOuverte,
)
from shared.log.journal import history
from shared.messages.actors import Acteur
from shared.runtime.component import Component
from tests.audit.qualite.envois import (
    AGENT,
    AGENTS,
    LABEL,
    MAISON,
    PREFET,
    USAGER,
    attendre,
    demander,
    dits,
    recevoir,
    repondre,
    tourner,
    voisine,
)

FEVRIER = date(2020, 2, 3)


@pytest.fixture
def ouverte(audit: Component, clock: SimulatedClock) -> Component:
    """La structure est labellisée au 1er janvier 2020 ; nous sommes en février."""
    assert recevoir(audit, LABEL).accepted
    attendre(audit, clock, FEVRIER)
    return audit


def test_le_label_ouvre_une_campagne_a_sa_date_d_effet_a026(
    audit: Component, clock: SimulatedClock
) -> None:
    assert recevoir(audit, LABEL).accepted
    attendre(audit, clock, date(2019, 12, 31))
    assert dits(audit) == []

    attendre(audit, clock, date(2020, 1, 1))

    [campagne] = dits(audit, CampagneEnqueteOuverte)
    assert [each.public for each in campagne.questionnaires] == ["AGENTS", "USAGERS"]
    assert (campagne.ouverte_le, campagne.cloture_le) == (date(2020, 1, 1), date(2020, 3, 30))


def test_le_meme_label_redit_n_ouvre_rien_de_plus(ouverte: Component) -> None:
    redit = LABEL.model_copy(update={"message_id": uuid5(MAISON, "redit")})

    assert recevoir(ouverte, LABEL).accepted and recevoir(ouverte, redit).accepted
    tourner(ouverte)

    assert len(dits(ouverte, CampagneEnqueteOuverte)) == 1


@pytest.mark.parametrize(
    ("acteur", "questionnaire", "code"),
    [
        (Acteur(role="PUBLIC", id="x"), AGENTS, "RepondantEtranger"),
        (AGENT, "QUESTIONNAIRE-USAGERS-1", "RepondantEtranger"),
        (AGENT.model_copy(update={"structure_id": voisine(1)}), AGENTS, "StructureEtrangere"),
        (PREFET, AGENTS, "RoleNonAutorise"),
    ],
)
def test_chacun_ne_remplit_que_son_questionnaire(
    acteur: Acteur, questionnaire: str, code: str, ouverte: Component
) -> None:
    refusee = repondre(ouverte, acteur=acteur, questionnaire=questionnaire, notes={"OUTILS": 9})
    assert (refusee.statut, refusee.code) == ("REFUSE", code)


def test_un_agent_repond_pour_sa_structure_a026(ouverte: Component) -> None:
    assert repondre(ouverte, acteur=AGENT, questionnaire=AGENTS, notes={"OUTILS": 9}).accepted


def test_on_ne_repond_ni_a_une_campagne_absente_ni_a_un_questionnaire_inconnu(
    ouverte: Component,
) -> None:
    absente, inconnu = repondre(ouverte, annee=2021), repondre(ouverte, questionnaire="AUTRE")
    assert (absente.code, "2021" in absente.detail) == ("Introuvable", True)
    assert (inconnu.code, "AUTRE" in inconnu.detail) == ("ReponseIrrecevable", True)


def test_l_indicateur_suit_chaque_reponse_et_dit_sa_fraicheur_a027_x06(
    ouverte: Component, clock: SimulatedClock
) -> None:
    vus = []
    for rang, note in enumerate((10, 4, 7), start=1):
        attendre(ouverte, clock, date(2020, 2, 10 + rang))
        assert repondre(ouverte, rang, notes={"ACCUEIL": note}).accepted
        tourner(ouverte)
        [usagers] = [each for each in indicateurs(ouverte) if each["public"] == "USAGERS"]
        vus.append((usagers["reponses"], usagers["note"], usagers["derniere_le"][:10]))

    assert vus == [(1, 10.0, "2020-02-11"), (2, 7.0, "2020-02-12"), (3, 7.0, "2020-02-13")]
    assert usagers["questionnaire"] == "QUESTIONNAIRE-USAGERS-1"


def indicateurs(component: Component) -> list[SatisfactionMesuree]:
    return satisfaction(component.model, str(MAISON))


def test_une_reponse_repetee_ne_compte_qu_une_fois(ouverte: Component) -> None:
    assert repondre(ouverte).accepted and repondre(ouverte).accepted
    tourner(ouverte)
    assert sum(each["reponses"] for each in indicateurs(ouverte)) == 1


def test_rien_n_est_garde_de_qui_repond(ouverte: Component, tmp_path: Path) -> None:
    """Ni son nom, ni son organisme, nulle part ; son texte libre est chiffré."""
    bavard = USAGER.model_copy(update={"organisme": "association des Burons"})

    assert repondre(ouverte, acteur=bavard, commentaire="Madame Vidal fut parfaite").accepted
    refusee = repondre(ouverte, acteur=bavard, annee=2022)
    tourner(ouverte)

    ecrit = b"".join(path.read_bytes() for path in tmp_path.glob("audit*"))
    assert refusee.statut == "REFUSE" and ANONYME.encode() in ecrit
    for mot in ("que l'on ne doit pas retrouver", "Burons", "Vidal"):
        assert mot.encode() not in ecrit


def test_l_histoire_d_une_structure_ne_dit_rien_des_reponses(ouverte: Component) -> None:
    repondre(ouverte, notes={"ACCUEIL": 3}, commentaire="trop d'attente")
    tourner(ouverte)

    racontee = json.dumps(history(ouverte.model, MAISON, None), ensure_ascii=False)

    assert "Réponse à l'enquête de satisfaction enregistrée" in racontee
    assert "attente" not in racontee and "ACCUEIL" not in racontee


def test_une_campagne_se_clot_a_sa_date_et_refuse_ensuite(
    ouverte: Component, clock: SimulatedClock
) -> None:
    repondre(ouverte)
    attendre(ouverte, clock, date(2020, 3, 31), heure=0)

    [close] = dits(ouverte, CampagneEnqueteCloturee)
    tardive = repondre(ouverte, 2)

    assert [each.reponses for each in close.resultats] == [0, 1]
    assert (tardive.code, "30\N{NO-BREAK SPACE}mars 2020" in tardive.detail) == (
        "CampagneClose",
        True,
    )


def mecontents(component: Component, nombre: int, premier: int = 1) -> None:
    for rang in range(premier, premier + nombre):
        assert repondre(component, rang, notes={"ACCUEIL": 3}).accepted


def test_une_note_basse_n_alerte_qu_avec_assez_de_reponses_et_une_seule_fois(
    ouverte: Component,
) -> None:
    mecontents(ouverte, 9)
    assert dits(ouverte, AlerteQualiteEmise) == []

    mecontents(ouverte, 6, premier=10)

    [alerte] = dits(ouverte, AlerteQualiteEmise)
    assert (alerte.origine, alerte.criteres) == ("ENQUETE", [])
    assert "satisfaction de 3 sur 10" in alerte.detail and "10 réponses" in alerte.detail


def test_trop_d_usagers_renvoyes_ailleurs_mettent_qua_03_en_doute_a088(
    ouverte: Component,
) -> None:
    for rang in range(1, 11):
        ailleurs = {"REORIENTATION": "OUI" if rang <= 3 else "NON"}
        assert repondre(ouverte, rang, choix=ailleurs).accepted

    [alerte] = dits(ouverte, AlerteQualiteEmise)
    assert (alerte.origine, alerte.criteres) == ("ENQUETE", ["QUA-03"])
    assert "30 % des usagers" in alerte.detail


def test_une_alerte_se_leve_avec_une_raison_par_le_prefet_du_departement(
    ouverte: Component,
) -> None:
    mecontents(ouverte, 10)
    [alerte] = dits(ouverte, AlerteQualiteEmise)
    voisin = PREFET.model_copy(update={"departement": "46"})

    def lever(acteur: Acteur, motif: str | None) -> str:
        corps = {"alerte_id": alerte.alerte_id, "motif": motif}
        return demander(ouverte, LeverAlerte, acteur, **corps).code

    assert lever(voisin, "vu") == "DepartementEtranger"
    assert lever(PREFET, None) == "RaisonManquante"
    assert lever(PREFET, "accueil réorganisé") == ""
    assert lever(PREFET, "encore") == "AlerteInconnue"
    [levee] = dits(ouverte, AlerteQualiteLevee)
    assert (levee.alerte_id, levee.raison) == (alerte.alerte_id, "accueil réorganisé")


def test_une_fois_levee_la_meme_cause_peut_alerter_de_nouveau(ouverte: Component) -> None:
    mecontents(ouverte, 10)
    [alerte] = dits(ouverte, AlerteQualiteEmise)
    demander(ouverte, LeverAlerte, PREFET, alerte_id=alerte.alerte_id, motif="vu")

    mecontents(ouverte, 1, premier=11)

    premiere, seconde = dits(ouverte, AlerteQualiteEmise)
    assert premiere.alerte_id != seconde.alerte_id


def test_une_commande_ne_garde_pas_l_identite_qu_elle_a_recue() -> None:
    commande = RepondreEnquete.model_validate(
        {
            "message_id": str(MAISON),
            "acteur": {"role": "PUBLIC", "id": "Ada", "organisme": "mairie"},
            "structure_id": str(MAISON),
            "annee": 2020,
            "questionnaire": AGENTS,
        }
    )
    assert (commande.acteur.id, commande.acteur.organisme) == (ANONYME, None)

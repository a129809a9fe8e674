"""Ce qui fait douter d'une structure labellisée : une alerte, jamais un retrait (C.7-7, C.7-14)."""

from datetime import date
from typing import Any
from uuid import uuid5

import pytest

from services.audit.conduite.commands import RectifierConstat
from services.audit.enquetes.domain import CampagneEnquete
from services.audit.vigilance.commands import LeverAlerte
from services.audit.vigilance.domain.suivi import SuiviQualite
from services.audit.vigilance.domain.veille import Veille
from services.audit.vigilance.questions import labellisees
from shared.clock import SimulatedClock
from shared.contracts import Contract
from shared.contracts.audit import AlerteQualiteEmise, CampagneEnqueteOuverte
from shared.contracts.labellisation import (
    HorairesModifies,
    LabelRenonce,
    LabelRetire,
    StructureFermee,
)
from shared.contracts.onboarding import AgentDesinscrit
from shared.contracts.structure import Designation
from shared.messages.envelope import Envelope
from shared.recording.application import Service
from shared.runtime.component import Component
from tests.audit.envois import (
    TRENTE_HEURES,
    conclusion,
    demande,
    enregistres,
    signaler,
    tous_acceptes,
    tout_constater,
    visite,
)
from tests.audit.qualite.envois import (
    LABEL,
    MAISON,
    PREFET,
    attendre,
    demander,
    dits,
    recevoir,
)
from tests.contracts.language import sample

FEVRIER = date(2020, 2, 14)
STRUCTURE = Designation.of(LABEL.fiche)


@pytest.fixture
def labellisee(audit: Component, clock: SimulatedClock) -> Component:
    assert recevoir(audit, LABEL).accepted
    attendre(audit, clock, FEVRIER)
    return audit


def depart(restants: int, rang: int = 1) -> AgentDesinscrit:
    fait = AgentDesinscrit.read(sample("AgentDesinscrit.v1"))
    message_id = uuid5(MAISON, f"départ {rang}")
    return fait.model_copy(update={"message_id": message_id, "agents": restants})


def horaires(texte: str, rang: int = 1, **fiche: Any) -> HorairesModifies:
    jours = {**TRENTE_HEURES, **dict.fromkeys(["lundi", "mardi", "mercredi", "jeudi"], texte)}
    dite = LABEL.fiche.model_copy(update={"horaires": jours, "commentaire_horaires": "", **fiche})
    return HorairesModifies(
        message_id=uuid5(MAISON, f"horaires {rang}"),
        occurred_at=LABEL.occurred_at,
        structure_id=MAISON,
        fiche=dite,
    )


def alertes(component: Component) -> list[tuple[str, list[str]]]:
    return [(each.origine, each.criteres) for each in dits(component, AlerteQualiteEmise)]


def test_un_effectif_sous_deux_met_agt_01_en_doute_c_7_14(labellisee: Component) -> None:
    assert recevoir(labellisee, depart(2)).accepted
    assert alertes(labellisee) == []

    assert recevoir(labellisee, depart(1, 2)).accepted

    assert alertes(labellisee) == [("EFFECTIF", ["AGT-01"])]
    [alerte] = dits(labellisee, AlerteQualiteEmise)
    assert (alerte.structure, "1 pour 2 au moins" in alerte.detail) == (STRUCTURE, True)


def test_la_meme_cause_ne_donne_qu_une_alerte_tant_qu_elle_n_est_pas_levee(
    labellisee: Component,
) -> None:
    for rang, restants in enumerate((1, 0), start=1):
        assert recevoir(labellisee, depart(restants, rang)).accepted
    [alerte] = dits(labellisee, AlerteQualiteEmise)

    lever = {"alerte_id": alerte.alerte_id, "motif": "deux agents recrutés"}
    assert demander(labellisee, LeverAlerte, PREFET, **lever).accepted
    assert recevoir(labellisee, depart(1, 3)).accepted

    assert len(alertes(labellisee)) == 2


def test_des_horaires_trop_courts_mettent_leurs_criteres_en_doute_a078_a079(
    labellisee: Component,
) -> None:
    assert recevoir(labellisee, horaires("9h-12h / 14h-17h")).accepted
    assert alertes(labellisee) == []

    assert recevoir(labellisee, horaires("-", 2)).accepted

    assert alertes(labellisee) == [("HORAIRES", ["HOR-01", "HOR-02"])]


def test_des_horaires_que_l_on_ne_sait_pas_lire_ne_donnent_pas_d_alerte(
    labellisee: Component,
) -> None:
    assert recevoir(labellisee, horaires("sur rendez-vous")).accepted
    assert recevoir(labellisee, horaires("-", 2, commentaire_horaires="sauf l'été")).accepted
    assert alertes(labellisee) == []


def test_une_structure_qui_n_est_pas_labellisee_n_est_pas_veillee(audit: Component) -> None:
    assert recevoir(audit, depart(0)).accepted and recevoir(audit, horaires("-")).accepted
    assert alertes(audit) == []


def test_un_constat_rectifie_apres_le_label_donne_l_alerte_sans_le_retirer_c_7_7(
    service: Service,
) -> None:
    """A-025 : l'audit préalable fonda le label ; son doute se dit, et le label demeure."""
    assert signaler(service).accepted
    tous_acceptes(service, *visite(), tout_constater(), *conclusion())
    assert service.receive(Envelope.starting(LABEL)).accepted

    faux = {"critere": "LOC-03", "resultat": "NON_CONFORME", "remarque": "salle ouverte"}
    rectifie = demande(RectifierConstat, "faux", constat=faux, motif="contre-visite")
    tous_acceptes(service, rectifie)

    [alerte] = enregistres(service, Veille.AlerteQualiteEmise)
    assert (alerte.origine, alerte.criteres) == ("CONSTAT", ["LOC-03"])
    assert "contre-visite" in alerte.detail
    assert enregistres(service, SuiviQualite.SuiviQualiteClos) == []


def test_sans_label_un_constat_rectifie_ne_donne_pas_d_alerte_qualite(
    service: Service,
) -> None:
    assert signaler(service).accepted
    tous_acceptes(service, *visite(), tout_constater(), *conclusion())
    faux = {"critere": "LOC-03", "resultat": "NON_CONFORME", "remarque": "salle ouverte"}

    tous_acceptes(service, demande(RectifierConstat, "faux", constat=faux, motif="erreur"))

    assert enregistres(service, Veille.AlerteQualiteEmise) == []


def fin(kind: type[Contract], **dit: Any) -> Contract:
    corps = {
        "message_id": uuid5(MAISON, kind.__name__),
        "occurred_at": LABEL.occurred_at,
        "structure_id": MAISON,
        "label_id": LABEL.label_id,
        "structure": STRUCTURE,
        "raison": "fermeture",
        "date_effet": FEVRIER,
    }
    return kind.model_validate({**corps, **dit})


@pytest.mark.parametrize("kind", [LabelRetire, LabelRenonce, StructureFermee])
def test_une_structure_sans_label_n_est_plus_interrogee_ni_tiree_a026_a030(
    kind: type[Contract], labellisee: Component, clock: SimulatedClock
) -> None:
    assert recevoir(labellisee, fin(kind)).accepted
    attendre(labellisee, clock, date(2022, 6, 1))

    [ouverte] = dits(labellisee, CampagneEnqueteOuverte)
    assert (ouverte.annee, ouverte.campagne_id) == (
        2020,
        CampagneEnquete.create_id(ouverte.structure_id, 2020),
    )
    assert labellisees(labellisee.model, date(2020, 2, 15)) == []
    assert len(labellisees(labellisee.model, FEVRIER)) == 1


def test_la_fin_d_un_ancien_label_ne_touche_pas_le_nouveau(
    labellisee: Component, clock: SimulatedClock
) -> None:
    nouveau = LABEL.model_copy(
        update={"message_id": uuid5(MAISON, "nouveau"), "label_id": uuid5(MAISON, "label 2")}
    )
    assert recevoir(labellisee, nouveau).accepted
    assert recevoir(labellisee, fin(LabelRetire)).accepted
    attendre(labellisee, clock, date(2021, 2, 1))

    assert [each.annee for each in dits(labellisee, CampagneEnqueteOuverte)] == [2020, 2021]


def test_une_structure_relabellisee_est_de_nouveau_interrogee(
    labellisee: Component, clock: SimulatedClock
) -> None:
    assert recevoir(labellisee, fin(LabelRetire)).accepted
    nouveau = LABEL.model_copy(
        update={
            "message_id": uuid5(MAISON, "nouveau"),
            "label_id": uuid5(MAISON, "label 2"),
            "date_effet": date(2021, 9, 1),
        }
    )
    assert recevoir(labellisee, nouveau).accepted
    attendre(labellisee, clock, date(2021, 9, 2))

    assert [each.annee for each in dits(labellisee, CampagneEnqueteOuverte)] == [2020, 2021]

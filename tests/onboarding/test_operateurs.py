"""Les référents d'un département, et les demandes des agents, telles que le service les reçoit."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.onboarding.operateurs.commands import (
    CloreSollicitation,
    DesignerReferent,
    EmettreSollicitation,
    RepondreSollicitation,
    RetirerReferent,
)
from services.onboarding.operateurs.domain.annuaire import AnnuaireReferents
from services.onboarding.operateurs.domain.sollicitation import Sollicitation
from services.onboarding.operateurs.questions import delais, etat_des_referents
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.clock import SimulatedClock
from shared.messages.actors import Acteur
from shared.messages.envelope import Outcome
from shared.runtime.component import Component
from tests.onboarding.faits import (
    AGENT,
    CAF,
    DEPARTEMENT,
    JANVIER_2020,
    LABEL,
    MAISON,
    NEUF,
    PREFET,
    demande_id,
    demander,
    enregistres,
    raccordement,
    tourner,
)

LE_JOUR = date(2020, 1, 6)
PIECE = {"empreinte": "0" * 64, "nom": "avis.pdf", "taille": 4096}


def designer(component: Component, operateur: str, rang: int, genre: str = "BACK_OFFICE") -> None:
    role = {"departement": DEPARTEMENT, "operateur": operateur, "genre": genre}
    contact = {"fonction": "référent", "courriel": f"r{rang}@{operateur.lower()}.example"}
    assert demander(component.service, DesignerReferent, PREFET, **role, **contact).accepted


def etats(component: Component) -> dict[str, str]:
    found = etat_des_referents(component.service, DEPARTEMENT, LE_JOUR)["operateurs"]
    return {code: each["etat"] for code, each in found.items()}


def test_un_referent_est_le_minimum_deux_la_cible(raccordee: Component) -> None:
    """A-087, A-123, X-18."""
    designer(raccordee, "CAF", 1)
    designer(raccordee, "DGFIP", 1)
    designer(raccordee, "DGFIP", 2)

    found = etats(raccordee)

    assert (found["CNAF"], found["DGFIP"], found["CCMSA"]) == ("ALERTE", "COMPLET", "MANQUANT")
    assert set(found) == set(NEUF)


def test_la_prefecture_tient_aussi_les_referents_de_formation(raccordee: Component) -> None:
    """A-112 : ils se lisent avec leur fonction et leur adresse, et ne comptent pas pour X-18."""
    designer(raccordee, "CAF", 1, "FORMATION")

    found = etat_des_referents(raccordee.service, DEPARTEMENT, LE_JOUR)["operateurs"]

    [referent] = found["CNAF"]["referents"]
    assert (referent["genre"], referent["courriel"]) == ("FORMATION", "r1@caf.example")
    assert found["CNAF"]["etat"] == "MANQUANT"


def test_un_referent_retire_ne_compte_plus(raccordee: Component) -> None:
    """A-112."""
    designer(raccordee, "CAF", 1)
    annuaire = raccordee.service.load_or_refuse(
        AnnuaireReferents, AnnuaireReferents.create_id(DEPARTEMENT)
    )
    [referent_id] = annuaire.referents
    retrait = {"departement": DEPARTEMENT, "referent_id": referent_id}
    assert demander(raccordee.service, RetirerReferent, PREFET, **retrait).accepted

    assert etats(raccordee)["CNAF"] == "MANQUANT"
    autre = {"departement": DEPARTEMENT, "referent_id": UUID(int=9)}
    assert demander(raccordee.service, RetirerReferent, PREFET, **autre).code == "ReferentInconnu"


def test_le_meme_referent_ne_compte_qu_une_fois(raccordee: Component) -> None:
    designer(raccordee, "CAF", 1)
    role = {"departement": DEPARTEMENT, "operateur": "CNAF", "genre": "BACK_OFFICE"}
    contact = {"fonction": "cheffe", "courriel": "R1@caf.example"}
    assert demander(raccordee.service, DesignerReferent, PREFET, **role, **contact).accepted

    assert etats(raccordee)["CNAF"] == "ALERTE"


def test_l_adresse_d_un_referent_oublie_ne_se_lit_plus(raccordee: Component) -> None:
    designer(raccordee, "CAF", 1)
    service = raccordee.service
    known = service.load_or_refuse(AnnuaireReferents, AnnuaireReferents.create_id(DEPARTEMENT))
    [referent_id] = known.referents
    assert service.keys
    service.keys.destroy(referent_id, service.clock.now())

    found = etat_des_referents(service, DEPARTEMENT, LE_JOUR)["operateurs"]
    assert [each["courriel"] for each in found["CNAF"]["referents"]] == [""]


def sollicitation(operateur: str = "CAF") -> dict[str, Any]:
    return {
        "structure_id": MAISON,
        "label_id": LABEL.label_id,
        "operateur": operateur,
        "objet": f"dossier {operateur}",
        "mandat": True,
        "pieces": [PIECE],
    }


SOLLICITATION = Sollicitation.create_id(demande_id(EmettreSollicitation, sollicitation()))


def emettre(component: Component, operateur: str = "CAF", **autres: Any) -> Outcome:
    champs = {**sollicitation(operateur), **autres}
    return demander(component.service, EmettreSollicitation, AGENT, **champs)


def repondre(component: Component, acteur: Acteur = CAF) -> Outcome:
    reponse = {"sollicitation_id": SOLLICITATION, "reponse": "dossier complété"}
    return demander(component.service, RepondreSollicitation, acteur, **reponse)


def depassees(component: Component) -> int:
    rows = component.model.query("SELECT depassee FROM sollicitations")
    return sum(row["depassee"] for row in rows)


def test_une_demande_complexe_part_avec_ses_pieces_et_sa_limite(ouverte: Component) -> None:
    """A-123, A-124, A-125 : à l'opérateur, sous le nom que l'agent lui donne."""
    assert emettre(ouverte).accepted

    emise = ouverte.service.load_or_refuse(Sollicitation, SOLLICITATION)
    assert (emise.operateur, emise.departement) == ("CNAF", DEPARTEMENT)
    assert (
        timedelta(hours=72) - timedelta(seconds=1)
        < emise.limite_le - JANVIER_2020
        < timedelta(hours=72, seconds=1)
    )


def test_sans_reponse_le_delai_se_depasse_a_son_heure(
    ouverte: Component, clock: SimulatedClock
) -> None:
    """A-125, INV-15, TMR-07."""
    emettre(ouverte)
    clock.advance(JANVIER_2020 + timedelta(hours=71))
    tourner(ouverte)
    assert depassees(ouverte) == 0

    clock.advance(JANVIER_2020 + timedelta(hours=73))
    tourner(ouverte)
    assert depassees(ouverte) == 1


def test_une_reponse_a_temps_arrete_le_delai(ouverte: Component, clock: SimulatedClock) -> None:
    """A-125, INV-15."""
    emettre(ouverte)
    clock.advance(JANVIER_2020 + timedelta(hours=10))
    assert repondre(ouverte).accepted

    clock.advance(JANVIER_2020 + timedelta(hours=100))
    tourner(ouverte)

    [caf] = delais(ouverte.model, DEPARTEMENT)
    assert (caf["operateur"], caf["reponses"], caf["depassements"]) == ("CNAF", 1, 0)
    assert caf["mediane_heures"] == 10.0


def test_les_delais_se_comptent_par_operateur(ouverte: Component, clock: SimulatedClock) -> None:
    """A-091, A-125."""
    emettre(ouverte)
    emettre(ouverte, "DGFIP")
    clock.advance(JANVIER_2020 + timedelta(hours=80))
    repondre(ouverte)
    tourner(ouverte)

    caf, dgfip = delais(ouverte.model, DEPARTEMENT)
    assert (caf["depassements"], caf["mediane_heures"]) == (1, 80.0)
    assert (dgfip["operateur"], dgfip["reponses"], dgfip["depassements"]) == ("DGFIP", 0, 1)


def test_l_agent_clot_sa_demande(ouverte: Component, clock: SimulatedClock) -> None:
    emettre(ouverte)
    cloture = {"structure_id": MAISON, "sollicitation_id": SOLLICITATION}
    assert demander(ouverte.service, CloreSollicitation, AGENT, **cloture).accepted
    clock.advance(JANVIER_2020 + timedelta(hours=100))
    tourner(ouverte)

    assert depassees(ouverte) == 0
    assert repondre(ouverte).code == "SollicitationClose"


@pytest.mark.parametrize(
    ("acteur", "code"),
    [
        (CAF.model_copy(update={"organisme": "DGFIP"}), "OperateurEtranger"),
        (CAF.model_copy(update={"departement": "46"}), "DepartementEtranger"),
        (AGENT, "RoleNonAutorise"),
    ],
)
def test_seul_l_operateur_sollicite_repond(ouverte: Component, acteur: Acteur, code: str) -> None:
    emettre(ouverte)

    assert repondre(ouverte, acteur).code == code


def test_sans_mandat_de_l_usager_rien_ne_part(ouverte: Component) -> None:
    assert emettre(ouverte, mandat=False).code == "MandatManquant"


def test_sans_acces_aux_applications_on_ne_sollicite_pas(raccordee: Component) -> None:
    """A-118 : Administration+ s'ouvre avec les autres applications."""
    assert emettre(raccordee).code == "ApplicationsFermees"


def test_ce_qui_est_dit_d_un_usager_est_chiffre(ouverte: Component) -> None:
    emettre(ouverte)

    [emise] = ouverte.service.recorder.select_events(SOLLICITATION)
    assert b"dossier CAF" not in emise.state


def test_du_label_aux_trois_applications(ouverte: Component) -> None:
    """A-116, A-117, A-118, A-120, SUS-01 : lien, compte, agents, puis les trois outils."""
    known = raccordement(ouverte.service)

    assert known.compte_id and len(known.agents) == 2 and known.est_ouvert
    faits = enregistres(ouverte.service)
    [ouvertes] = [e for e in faits if isinstance(e, Raccordement.ApplicationsOuvertes)]
    assert ouvertes.applications == ["BUREAU", "REPORTING", "ADMINISTRATION_PLUS"]

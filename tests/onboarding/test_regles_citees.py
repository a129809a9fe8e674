"""INV-17 : un fait cite les règles sur lesquelles il repose, un refus celles qui le fondent."""

from typing import Any
from uuid import UUID

import pytest

from services.onboarding.convention.commands import EngagerOperateur, EngagerPartenaire
from services.onboarding.convention.domain.convention import ConventionDepartementale
from services.onboarding.formation.commands import PlanifierSession, ValiderModule
from services.onboarding.formation.domain.session import SessionFormation
from services.onboarding.formation.domain.structure import FormationStructure
from services.onboarding.operateurs.commands import DesignerReferent, EmettreSollicitation
from services.onboarding.operateurs.domain.annuaire import AnnuaireReferents
from services.onboarding.operateurs.domain.sollicitation import Sollicitation
from services.onboarding.outils.commands import SaisirActivite
from services.onboarding.outils.domain.activite import Activite
from services.onboarding.raccordement.commands import RenouvelerLien
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.recording.application import Service
from shared.recording.store import MessageRecu
from shared.runtime.component import Component
from tests.onboarding.faits import (
    AGENT,
    BANQUE,
    CNFPT,
    DEPARTEMENT,
    LABEL,
    MAISON,
    PREFET,
    demande_id,
    demander,
    enregistres,
    raccordement,
)

SOCLE, PROGRAMME = "SOCLE", "FORMATION-2019"
DE_LA_MAISON = {"structure_id": MAISON, "label_id": LABEL.label_id}
CHOIX = {"theme": "FAMILLE", "canal": "ACCUEIL", "issue": "REGLEE", "duree": "COURTE"}
MATINS = [{"le": f"2020-02-0{jour}", "moment": "MATIN"} for jour in range(3, 8)]
SESSION = {"departement": DEPARTEMENT, "lieu": "Aurillac", "demi_journees": MATINS, "places": 9}
ENGAGEMENT = {"departement": DEPARTEMENT, "le": "2020-01-06"}
REFERENT = {"departement": DEPARTEMENT, "genre": "FORMATION", "fonction": "référent"}
DEMANDE = {"objet": "un dossier", "mandat": True}


def cites(service: Service, kind: type[Any]) -> list[list[str]]:
    """Les règles que cite chaque fait de ce genre."""
    faits = [each for each in enregistres(service) if isinstance(each, kind)]
    return [each.provenance.get("regles", []) for each in faits]


def recu(service: Service, message_id: UUID) -> Any:
    recus = [each for each in enregistres(service) if isinstance(each, MessageRecu)]
    return next(each for each in recus if each.message_id == message_id)


@pytest.mark.parametrize(
    ("kind", "regles"),
    [
        (Raccordement.LienInscriptionEnvoye, ["RACCORDEMENT-2019"]),
        (Raccordement.AgentInscrit, ["RACCORDEMENT-2019", PROGRAMME]),
        (Raccordement.ApplicationsOuvertes, ["RACCORDEMENT-2019", PROGRAMME]),
        (Raccordement.CompteStructureCree, []),
        (FormationStructure.AgentAFormer, [PROGRAMME]),
    ],
)
def test_du_label_aux_agents_chaque_fait_cite_sa_regle(
    ouverte: Component, kind: type[Any], regles: list[str]
) -> None:
    found = cites(ouverte.service, kind)

    assert found and found == [regles] * len(found)


@pytest.mark.parametrize(
    ("demande", "acteur", "champs", "kind", "regle"),
    [
        (
            EngagerOperateur,
            PREFET,
            {**ENGAGEMENT, "operateur": "CAF"},
            ConventionDepartementale.OperateurEngage,
            SOCLE,
        ),
        (
            EngagerPartenaire,
            PREFET,
            {**ENGAGEMENT, "nom": "Mission locale", "portee": "DEPARTEMENT"},
            ConventionDepartementale.PartenaireEngage,
            SOCLE,
        ),
        (
            DesignerReferent,
            PREFET,
            {**REFERENT, "operateur": "CAF", "courriel": "r@caf.example"},
            AnnuaireReferents.ReferentDesigne,
            SOCLE,
        ),
        (
            PlanifierSession,
            PREFET,
            {**SESSION, "bloc": "SOCLE"},
            SessionFormation.SessionFormationPlanifiee,
            PROGRAMME,
        ),
        (
            EmettreSollicitation,
            AGENT,
            {**DE_LA_MAISON, **DEMANDE, "operateur": "CAF"},
            Sollicitation.SollicitationEmise,
            "RELATIONS-2019",
        ),
        (
            SaisirActivite,
            AGENT,
            {**DE_LA_MAISON, "choix": {**CHOIX, "operateur": "CNAF"}},
            Activite.ActiviteSaisie,
            "ACTIVITE-2020",
        ),
    ],
)
def test_ce_qui_est_demande_cite_la_regle_qui_l_admet(
    ouverte: Component,
    demande: type[Command],
    acteur: Acteur,
    champs: dict[str, Any],
    kind: type[Any],
    regle: str,
) -> None:
    assert demander(ouverte.service, demande, acteur, **champs).accepted

    assert cites(ouverte.service, kind) == [[regle]]


@pytest.mark.parametrize(
    ("demande", "acteur", "champs", "code", "regles"),
    [
        (EngagerOperateur, PREFET, {**ENGAGEMENT, "operateur": "GRDF"}, "OperateurInconnu", SOCLE),
        (
            EngagerPartenaire,
            PREFET,
            {**ENGAGEMENT, "nom": "CAF", "portee": "DEPARTEMENT"},
            "PartenaireDuSocle",
            SOCLE,
        ),
        (PlanifierSession, PREFET, {**SESSION, "bloc": "CUISINE"}, "BlocInconnu", PROGRAMME),
        (PlanifierSession, PREFET, {**SESSION, "bloc": "DISTANCE"}, "BlocADistance", PROGRAMME),
        (PlanifierSession, PREFET, {**SESSION, "bloc": "METIERS"}, "DureeInexacte", PROGRAMME),
        (
            SaisirActivite,
            AGENT,
            {**DE_LA_MAISON, "choix": {**CHOIX, "operateur": "GRDF"}},
            "ReponseInattendue",
            "ACTIVITE-2020",
        ),
        (RenouvelerLien, BANQUE, DE_LA_MAISON, "LienDejaUtilise", ""),
    ],
)
def test_un_refus_cite_la_regle_qui_le_fonde(
    ouverte: Component,
    demande: type[Command],
    acteur: Acteur,
    champs: dict[str, Any],
    code: str,
    regles: str,
) -> None:
    assert demander(ouverte.service, demande, acteur, **champs).code == code

    refus = recu(ouverte.service, demande_id(demande, champs))
    assert refus.provenance.get("regles", []) == regles.split()


@pytest.mark.parametrize(
    ("module", "acteur", "code"),
    [
        ("SOCLE", CNFPT, "PresenceRequise"),
        ("SOCLE-DIST", BANQUE, "PrestataireEtranger"),
        ("CUISINE", CNFPT, "ModuleInconnu"),
    ],
)
def test_un_module_mal_atteste_cite_le_programme(
    ouverte: Component, module: str, acteur: Acteur, code: str
) -> None:
    agent_id = next(iter(raccordement(ouverte.service).agents))
    champs = {**DE_LA_MAISON, "agent_id": agent_id, "module": module}
    assert demander(ouverte.service, ValiderModule, acteur, **champs).code == code

    refus = recu(ouverte.service, demande_id(ValiderModule, champs))
    assert refus.provenance["regles"] == [PROGRAMME]

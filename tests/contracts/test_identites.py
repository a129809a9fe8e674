"""What the answer to each command names: what it created, which later messages will cite."""

import json
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.persistence import ProgrammingError
from jsonschema import Draft202012Validator

from console.contrats.publication import demandes
from console.contrats.reponses import cree, nom_de_la_reponse
from shared.delivery.wire import decode_outcome, encode_outcome
from shared.messages.envelope import Outcome
from shared.recording.handlers import Handler
from tests.contracts.published_schemas import DOCS

CREATED: dict[str, set[str]] = {
    "AbonnerWebhook": {"webhook_id"},
    "CreerCompte": {"compte_id"},
    "DesignerReferent": {"referent_id"},
    "EmettreSollicitation": {"sollicitation_id"},
    "FormulerRemarque": {"remarque_id"},
    "InscrireAgents": {"agents"},
    "LabelliserStructure": {"label_id"},
    "OuvrirCampagne": {"campagne_id"},
    "PlanifierSession": {"session_id"},
    "RemplacerAudit": {"audit_id"},
    "RenouvelerLien": {"lien_id"},
    "SignalerStructure": {"signalement_id"},
    "TirerVisitesMysteres": {"tirage_id"},
}
CHOSEN_BY_THE_SENDER = {
    "ConstituerMission",
    "IdentifierStructure",
    "ImporterStructure",
    "RemonterStructure",
}
"""They make something whose identity is in the command itself."""

NAMED_OTHERWISE = {
    "AdopterPlan": "by its département",
    "AutoriserDomaine": "by its address",
    "EngagerOperateur": "by its département and operator",
    "EngagerPartenaire": "by its département and name",
    "EnregistrerGarantieMSAP": "by its structure",
    "EtablirPlanDeMonteeEnGamme": "by its structure; each action by its code",
    "InscrireBus": "by its structure and programme",
    "MettreEnDemeure": "by its structure, which has one at a time",
    "ObserverFermetureAntenne": "by its structure and operator",
    "PresenterObservations": "by its audit",
    "RattacherAntenne": "by its structure and name",
    "ReprendreActivite": "by its structure and dates",
    "ReviserPlan": "by its département",
    "SignerRapport": "by its audit and rank",
    "VerserForfait": "by its right and bank reference",
}
NOTHING_CITES_IT = {"RealiserVisiteMystere", "RepondreEnquete", "SaisirActivite"}
"""They add one more to a count; an alert that follows is a fact, with its identity."""

CHANGES_ONLY = {
    "AccorderAideBus",
    "AcheverAction",
    "AnnulerAudit",
    "AnnulerFusion",
    "AnnulerVisiteMystere",
    "AttribuerAidesBus",
    "ChangerPorteur",
    "ClasserAlerte",
    "CloreCampagne",
    "CloreSollicitation",
    "CloreVisite",
    "CompleterDossierBus",
    "ConclureAudit",
    "ConstaterAbsence",
    "ConstaterCriteres",
    "ConstaterMiseEnConformite",
    "ConstaterPresence",
    "ConvoquerAgents",
    "DebuterVisite",
    "DesignerEquipe",
    "DesinscrireAgent",
    "DonnerAccordPrealable",
    "FermerStructure",
    "FusionnerStructures",
    "LeverAlerte",
    "LeverRemarque",
    "LibererReservation",
    "MobiliserSalle",
    "ModifierHoraires",
    "NoterDeroulement",
    "NotifierForfait",
    "OuvrirContradictoire",
    "OuvrirFranceServices",
    "PlanifierVisite",
    "ProgrammerAudits",
    "RectifierConstat",
    "ReexaminerDroits",
    "RefuserAccordPrealable",
    "RendreAvis",
    "RenoncerAuLabel",
    "RenouvelerSecretDuWebhook",
    "RepondreSollicitation",
    "ReporterVisite",
    "ReprendreWebhook",
    "ResilierWebhook",
    "RetablirLabel",
    "RetirerDomaine",
    "RetirerLabel",
    "RetirerReferent",
    "RevelerTirage",
    "SuspendreLabel",
    "TraiterRemarque",
    "ValiderModule",
}
CREATING = [kind for kind in demandes() if cree(kind)]
SOME_ID = "bf774644-1503-5e5f-b152-29313565fe7f"


def test_every_command_says_whether_its_answer_names_something() -> None:
    groups = [CREATED.keys(), CHOSEN_BY_THE_SENDER, NAMED_OTHERWISE.keys(), NOTHING_CITES_IT]
    names = [name for group in (*groups, CHANGES_ONLY) for name in group]

    assert sorted(names) == sorted(kind.__name__ for kind in demandes())


@pytest.mark.parametrize("kind", demandes(), ids=lambda kind: kind.__name__)
def test_the_answer_to_a_command_names_what_the_table_says(kind: Any) -> None:
    assert set(cree(kind)) == CREATED.get(kind.__name__, set())


@pytest.mark.parametrize("kind", CREATING, ids=lambda kind: kind.__name__)
def test_the_document_gives_the_shape_of_such_an_answer(kind: Any) -> None:
    document = json.loads((DOCS / "asyncapi.json").read_text(encoding="utf-8"))
    [reply] = document["operations"][f"recevoir{kind.__name__}"]["reply"]["messages"]
    name = reply["$ref"].rpartition("/")[2]
    reference = {"$ref": f"#/components/schemas/{name}", **document}
    values = {"ONE": SOME_ID, "MANY": [SOME_ID]}
    named = {each: values[identity] for each, identity in cree(kind).items()}
    answer = encode_outcome(decode_outcome(json.dumps({"statut": "ACCEPTE", "cree": named})))

    assert name == nom_de_la_reponse(kind)
    Draft202012Validator(reference).validate(json.loads(answer))
    wrong = {"statut": "ACCEPTE", "cree": dict.fromkeys(named, 1)}
    assert not Draft202012Validator(reference).is_valid(wrong)


def test_an_answer_that_names_several_identities_arrives_as_it_left() -> None:
    raw = {"statut": "ACCEPTE", "cree": {"agents": [SOME_ID, SOME_ID], "session_id": SOME_ID}}
    answer = decode_outcome(json.dumps(raw))

    assert decode_outcome(encode_outcome(answer)) == answer
    assert json.loads(encode_outcome(answer))["cree"] == raw["cree"]


def test_an_answer_of_an_older_service_names_nothing() -> None:
    assert decode_outcome('{"statut": "ACCEPTE", "code": "", "detail": "", "version": 1}') == (
        Outcome("ACCEPTE", version=1)
    )


def test_a_handler_that_names_what_it_did_not_declare_is_at_fault() -> None:
    handler = Handler(lambda command: None, creates={"audit_id": "ONE"})

    handler.check_created({})
    with pytest.raises(ProgrammingError, match="session_id"):
        handler.check_created({"session_id": UUID(SOME_ID)})

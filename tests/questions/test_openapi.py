"""Le document OpenAPI est valable, complet, et l'application s'y tient quoi qu'on lui demande.

Un schéma ne dit ni les départements qui existent, ni les curseurs que nous donnons : ce qu'il admet
peut être refusé. Et un texte se lit sans ses blancs, un département sans son zéro : là, ce que le
schéma n'admet pas peut être lu.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import DataObject, data
from openapi_spec_validator import validate
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from console.execution.openapi import questions_par_http
from console.execution.services import SERVICES, published
from shared.clock import SystemClock
from shared.http.answers import path
from shared.http.application import Door, Published, application
from shared.http.documents import Documents
from shared.http.entrance import Entrance, Tokens
from shared.http.openapi import parameters
from shared.questions.question import Question
from shared.rate_limit import RateLimit
from shared.runtime.senders import Senders
from tests.questions.reseau import repris
from tests.questions.serveur_http import ouvrir_les_comptes

DOCUMENT = questions_par_http()
QUESTIONS = [each for name in SERVICES for each in published(name)]
EXEMPLES = max(3, 60 // len(QUESTIONS))
"""De chaque question, pour que l'essai reste court s'il y en a davantage."""
SANS_BORNE = 1_000_000


@pytest.fixture(scope="module")
def essai(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, str]]:
    """Le document, lu de l'application elle-même, et le jeton d'un compte qui peut presque tout."""
    lieu = tmp_path_factory.mktemp("openapi")
    gardien = ouvrir_les_comptes(lieu, {"agence": {"roles": ("AGENCE_NATIONALE", "PREFET")}})
    with repris(lieu, lieu / "dossier") as (programme, _):
        door = Door(
            {each: Published(programme.components[each], published(each)) for each in SERVICES},
            entree(gardien.comptes, gardien.fichier),
        )
        with closing(door):
            app = application(door, DOCUMENT, Documents(dict))
            yield schemathesis.openapi.from_asgi("/openapi.json", app), gardien.donner("agence")


def entree(comptes: Path, jetons: Path) -> Entrance:
    larges = RateLimit(SANS_BORNE, 60)
    return Entrance(Senders("http", comptes), Tokens(jetons), SystemClock(), larges, larges)


def test_chaque_parametre_et_chaque_champ_dit_son_sens() -> None:
    schemas = DOCUMENT["components"]["schemas"].items()
    champs = {
        f"{nom}.{champ}": each
        for nom, schema in schemas
        for champ, each in schema.get("properties", {}).items()
    }
    demandes = {
        f"{chemin}?{each['name']}": each
        for chemin, operation in DOCUMENT["paths"].items()
        for each in operation["get"]["parameters"]
    }

    assert len(champs) > 400 and len(demandes) > 100
    assert [
        nom for nom, each in {**champs, **demandes}.items() if not each.get("description")
    ] == []


def test_le_document_est_valable_et_dit_chaque_question() -> None:
    validate(DOCUMENT)

    assert DOCUMENT["paths"].keys() == {path(each) for each in QUESTIONS}
    for question in QUESTIONS:
        dite = DOCUMENT["paths"][path(question)]["get"]
        names = {each["name"] for each in dite["parameters"]}
        assert question.parameters.model_fields.keys() <= names
        assert dite["summary"] and "Rôles admis" in dite["description"]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.id)
def test_l_application_tient_ce_que_dit_le_document(
    essai: tuple[Any, str], question: Question
) -> None:
    schema, jeton = essai
    ecartees = [positive_data_acceptance]
    if indulgente(question):
        ecartees.append(negative_data_rejection)
    porte = {"Authorization": f"Bearer {jeton}"}
    operation = schema[path(question)]["GET"]

    @seed(2026)
    @settings(
        max_examples=EXEMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn=data())
    def chaque(drawn: DataObject) -> None:
        for strategy in (operation.as_strategy(), faux(operation)):
            case = drawn.draw(strategy)
            case.call_and_validate(headers=porte, excluded_checks=ecartees)

    chaque()


def faux(operation: Any) -> Any:
    """Des demandes hors du document, autant que de justes."""
    return operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)


def indulgente(question: Question) -> bool:
    """Un de ses paramètres est un texte ou un code, que la lecture met d'abord en forme."""
    schemas = [each["schema"] for each in parameters(question)]
    return any("pattern" in each and "format" not in each for each in schemas)

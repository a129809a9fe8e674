"""Les pages d'une liste, lues dans la base par leur clé, sur SQLite et sur PostgreSQL."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

import pytest

from services.labellisation.dossier.projections import REGISTRE
from services.labellisation.questions import QUESTIONS
from shared.questions.asking import Refusee, Reponse, ask, write_cursor
from shared.read_model import ReadModel
from shared.runtime.component import Component
from shared.statements import apply
from tests.questions.joue import Joue
from tests.servers.addresses import Servers
from tests.servers.isolation import databases, sqlalchemy_url

DOSSIER = """INSERT INTO dossiers VALUES (:id, '', 'Maison', '15', 'Allanche', 'FIXE', 'CREATION',
    'REMONTEE', '', '')"""
AVANT, APRES = UUID(int=0), UUID(int=2**128 - 1)


@pytest.fixture
def sur_fichier() -> Iterator[ReadModel]:
    with closing(ReadModel("sqlite://")) as model:
        yield model


@pytest.fixture
def sur_serveur(servers: Servers) -> Iterator[ReadModel]:
    with databases(servers, ["labellisation"]) as urls:
        with closing(ReadModel(sqlalchemy_url(urls["labellisation"]))) as model:
            yield model


@pytest.fixture(params=["sur_fichier", "sur_serveur"])
def labellisation(request: pytest.FixtureRequest, joue: Joue) -> Component:
    """Celle de l'essai, sur d'autres tables : neuf structures."""
    model: ReadModel = request.getfixturevalue(request.param)
    model.create([*REGISTRE.tables.values()])
    for number in range(9):
        ajouter(model, uuid5(AVANT, str(number)))
    return replace(joue.components["labellisation"], model=model)


def ajouter(model: ReadModel, structure_id: UUID) -> None:
    with model.transaction() as connection:
        apply(connection, (DOSSIER, {"id": str(structure_id)}))


def page(component: Component, cursor: str | None = None, limit: int = 4) -> Reponse:
    answer = ask(component, QUESTIONS, None, "structures", {}, cursor, limit)
    assert isinstance(answer, Reponse), answer
    return answer


def ids(answer: Reponse) -> list[str]:
    return [each["structure_id"] for each in answer.contenu]


def test_les_pages_sont_la_liste_entiere(labellisation: Component) -> None:
    entiere = ids(page(labellisation, limit=100))

    premiere = page(labellisation)
    deuxieme = page(labellisation, premiere.suite)
    derniere = page(labellisation, deuxieme.suite)

    assert len(entiere) == 9 and entiere == sorted(entiere)
    assert ids(premiere) + ids(deuxieme) + ids(derniere) == entiere
    assert derniere.suite is None


def test_une_derniere_page_pleine_n_a_pas_de_suite(labellisation: Component) -> None:
    assert page(labellisation, limit=9).suite is None


def test_ce_qui_s_ajoute_ne_repete_ni_ne_cache_rien(labellisation: Component) -> None:
    entiere = ids(page(labellisation, limit=100))
    premiere = page(labellisation)

    ajouter(labellisation.model, AVANT)
    ajouter(labellisation.model, APRES)
    reste = page(labellisation, premiere.suite, limit=100)

    assert ids(reste) == [*entiere[4:], str(APRES)]


@pytest.mark.parametrize("cle", ["\0", "é", "zzzz", "'; DROP TABLE dossiers"])
def test_un_curseur_forge_ne_fait_rien_echouer(labellisation: Component, cle: str) -> None:
    answer: Any = ask(labellisation, QUESTIONS, None, "structures", {}, write_cursor(cle), 4)

    if cle == "\0":
        assert isinstance(answer, Refusee) and answer.code == "CurseurIllisible"
    else:
        assert isinstance(answer, Reponse)
    assert len(ids(page(labellisation))) == 4

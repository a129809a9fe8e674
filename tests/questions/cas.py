"""Un cas par question : ce qui se demande, ce qui se répond, ce qui ne se demande pas."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from uuid import UUID

from shared.questions.asking import Refusee, Reponse, ask, named, read
from shared.questions.history import historique
from shared.questions.question import Questions
from shared.questions.rights import Asker, rights
from tests.questions.joue import Joue

CORSE = Asker("prefecture-2b", ("PREFET",), ("2B",))
SERVICE = Asker("service", ("SERVICE",))
"""Un rôle qui ne pose aucune question."""
ADRESSE = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*[a-z]")
INCONNUE = str(UUID(int=404))
PAR_PAGE = 2


@dataclass(frozen=True)
class Cas:
    """`demande` : des valeurs, ou le nom d'un identifiant joué, après « @ ».

    `attendu` juge la réponse ; `faute`, un champ et une valeur qui ne s'y lit pas.
    """

    question: str
    demande: Mapping[str, Any]
    attendu: Callable[[Any, Joue], bool]
    faute: tuple[str, Any]

    def parametres(self, joue: Joue) -> dict[str, Any]:
        return {nom: _valeur(dite, joue) for nom, dite in self.demande.items()}


def _valeur(dite: Any, joue: Joue) -> Any:
    return joue[dite[1:]] if isinstance(dite, str) and dite.startswith("@") else dite


def questions(service: str) -> Questions:
    found: Questions = import_module(f"services.{service}.questions").QUESTIONS
    return found


def poser(
    joue: Joue, service: str, nom: str, demande: Mapping[str, Any], asker: Asker | None = None
) -> Reponse | Refusee:
    """Sans compte, comme qui administre l'installation."""
    return ask(joue.components[service], questions(service), asker, nom, demande)


def repond(joue: Joue, service: str, cas: Cas) -> None:
    """Ce qui est attendu, du type que la question publie, sans l'adresse de personne."""
    reponse = poser(joue, service, cas.question, cas.parametres(joue))

    assert isinstance(reponse, Reponse), reponse
    assert cas.attendu(reponse.contenu, joue), reponse.contenu
    ecrit = json.dumps(reponse.contenu)
    named(questions(service), cas.question).content.validate_json(ecrit)
    assert ADRESSE.findall(ecrit) == []


def se_pagine(joue: Joue, service: str, cas: Cas) -> None:
    """Deux éléments n'ont pas la même clé ; les pages, bout à bout, sont la liste entière."""
    question = named(questions(service), cas.question)
    if question.key:
        asked = read(question, cas.parametres(joue))
        trouves = question.answered(joue.components[service], asked, None)
        entiere = sorted(trouves, key=question.key)
        cles = [question.key(each) for each in entiere]
        assert len(set(cles)) == len(cles)
        assert pages(joue, service, cas) == question.content.dump_python(entiere, mode="json")


def pages(joue: Joue, service: str, cas: Cas) -> list[Any]:
    """Ce que les pages d'une liste disent, de la première à la dernière."""
    component, found, cursor = joue.components[service], list[Any](), None
    while True:
        given = cas.parametres(joue)
        page = ask(component, questions(service), None, cas.question, given, cursor, PAR_PAGE)
        assert isinstance(page, Reponse), page
        assert len(page.contenu) == PAR_PAGE or page.suite is None
        found += page.contenu
        if not (cursor := page.suite):
            return found


def refuse(joue: Joue, service: str, cas: Cas) -> None:
    """À la préfecture d'ailleurs, là où un préfet est borné ; sinon à qui n'a aucun droit."""
    borne = rights()[f"{service}.{cas.question}"].get("PREFET") == "DEPARTEMENT"
    asker = CORSE if borne else SERVICE
    reponse = poser(joue, service, cas.question, cas.parametres(joue), asker)

    assert isinstance(reponse, Refusee) and reponse.code == "QuestionNonAutorisee", reponse
    assert ("elle porte sur" if borne else "rôles admis") in reponse.detail


def illisible(joue: Joue, service: str, cas: Cas) -> None:
    champ, valeur = cas.faute
    demande = {**cas.parametres(joue), champ: valeur}
    reponse = poser(joue, service, cas.question, demande)

    assert isinstance(reponse, Refusee) and reponse.statut == "ILLISIBLE", reponse
    assert champ in [each.champ for each in reponse.fautes], reponse


def introuvables(joue: Joue, service: str) -> Iterable[str]:
    """Les questions sur une structure qui ne refusent pas une inconnue."""
    for question in questions(service):
        exiges = question.parameters.model_json_schema().get("required", [])
        if exiges == ["structure_id"]:
            reponse = poser(joue, service, question.name, {"structure_id": INCONNUE})
            if not (isinstance(reponse, Refusee) and reponse.code == "Introuvable"):
                yield question.name


def manquants(service: str, cas: Iterable[Cas]) -> set[str]:
    """Les questions d'un service qui n'ont pas de cas ; celles qu'il partage ont leurs tests."""
    siennes = {
        each.name
        for each in questions(service)
        if each.answer is historique or each.answer.__module__.startswith("services.")
    }
    return siennes - {each.question for each in cas}

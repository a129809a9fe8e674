"""The explanations of the published contracts: meanings, units, examples."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from console.contrats.explications import exemples
from console.contrats.publication import demandes, schemas
from console.contrats.questions import QUESTION, publiees, schemas_des_questions
from console.contrats.refus import refus
from console.contrats.reponses import CREE, cree
from console.execution.embedded import Programme
from console.imports.geographie import charger, lire_dossier
from console.lexique import DONNEES, lexique, sens_et_unite
from shared.clock import SystemClock
from shared.delivery.wire import Reader, commands_queue_name, encode_outcome
from shared.http.openapi import PROBLEM, flat
from shared.http.problems import Probleme
from shared.messages.raw import RawMessage
from tests.contracts.language import COMMANDS, ROOT

PUBLISHED = schemas()
ANSWERS = {each["payload"]["statut"]: each["payload"] for each in exemples("reponses", "Reponse")}


def objects() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, schema in PUBLISHED.items():
        yield name, schema
        yield from schema.get("$defs", {}).items()


def of_questions() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each object of the questions, of their parameters and of their answers."""
    for schema in schemas_des_questions(publiees()).values():
        yield QUESTION, schema
        parts = [*schema.get("$defs", {}).items()]
        content = schema["properties"].get("contenu", {})
        parts += [(content["title"], content)] if "properties" in content else []
        yield from ((part, each) for part, each in parts if "properties" in each)


def test_every_field_of_a_question_and_of_its_answer_is_explained() -> None:
    """With its unit, if it counts."""
    met = [
        (f"{name}.{field}", each)
        for name, schema in of_questions()
        for field, each in schema["properties"].items()
    ]

    assert len(met) > 1000
    assert {name for name, each in met if not each.get("description")} == set()
    counted = {name for name, each in met if {"integer", "number"} & kinds(each)}
    assert {n for n, each in met if n in counted and not sens_et_unite(each)[1]} == set()


def test_every_entry_of_the_lexicon_explains_a_field() -> None:
    both = [*objects(), *of_questions(), (PROBLEM, flat(TypeAdapter(Probleme), PROBLEM)[PROBLEM])]
    fields = {(name, field) for name, schema in both for field in schema.get("properties", ())}
    own = {f"{name}.{field}" for name, field in fields}
    own |= {f"{CREE}.{field}" for kind in demandes() for field in cree(kind)}
    general = {field for name, field in fields if f"{name}.{field}" not in lexique()}

    assert set(lexique()) <= own | general


def test_a_field_that_counts_says_its_unit() -> None:
    """Every number has one, except versions, which are constants."""
    for name, schema in objects():
        for field, each in schema["properties"].items():
            if {"integer", "number"} & kinds(each) and "const" not in each:
                assert sens_et_unite(each)[1], f"{name}.{field}"


def lists_of_values(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, list):
        for each in schema:
            yield from lists_of_values(each)
    elif isinstance(schema, dict):
        if isinstance(schema.get("enum"), list):
            yield schema
        for each in schema.values():
            yield from lists_of_values(each)


def test_a_list_of_values_has_a_name_of_its_own() -> None:
    """A generator of code names a type after it, and would invent a name without it."""
    values: dict[str, set[str]] = {}
    for each in lists_of_values(list(PUBLISHED.values())):
        values.setdefault(each.get("title", ""), set()).add(json.dumps(each["enum"]))

    assert "" not in values
    assert {name for name, lists in values.items() if len(lists) > 1} == set()


def kinds(schema: dict[str, Any]) -> set[str]:
    parts = [schema, *schema.get("anyOf", ())]
    return {str(each.get("type")) for each in parts}


@pytest.mark.parametrize("name", [kind.__name__ for kind in demandes()])
def test_every_demand_has_an_example_that_its_service_reads(name: str) -> None:
    shown = exemples("demandes", name)

    assert shown
    for each in shown:
        Draft202012Validator(PUBLISHED[name]).validate(each["payload"])
        Reader([COMMANDS[name]]).read(name, json.dumps(each["payload"]), {})


def test_every_example_is_of_something_published() -> None:
    files = {
        Path(str(path))
        for folder in DONNEES.iterdir()
        if folder.is_dir()
        for path in folder.iterdir()
    }

    named = {path.name.partition(".")[0] for path in files}
    assert set(PUBLISHED) <= named <= PUBLISHED.keys() | schemas_des_questions(publiees()).keys()


@pytest.fixture
def programme(tmp_path: Path) -> Iterator[Programme]:
    programme = Programme(tmp_path, SystemClock(), {})
    geographie = lire_dossier(ROOT / "console" / "echantillon", 2024)
    charger(programme.components["labellisation"], geographie)
    yield programme
    programme.close()


CHANGES: dict[str, dict[str, Any]] = {
    "ACCEPTE": {},
    "REFUSE": {"acteur": {"role": "PREFET", "id": "préfecture du Lot", "departement": "46"}},
    "ILLISIBLE": {"fiche": {"departement": "15", "commune_insee": "15001"}}
    | {"ligne": 0, "couleur": "bleu"},
}


@pytest.mark.parametrize("statut", sorted(ANSWERS))
def test_every_answer_shown_is_that_of_a_service(statut: str, programme: Programme) -> None:
    [example] = exemples("demandes", "RemonterStructure")
    body = json.dumps(example["payload"] | CHANGES[statut]).encode()
    raw_message = RawMessage(commands_queue_name("labellisation"), "RemonterStructure", body)

    answer = programme.components["labellisation"].reception.take(raw_message)

    assert answer is not None
    assert json.loads(encode_outcome(answer)) == ANSWERS[statut]
    Draft202012Validator(PUBLISHED["Reponse"]).validate(ANSWERS[statut])


def test_each_outcome_has_its_answer() -> None:
    assert set(ANSWERS) == set(CHANGES) == set(PUBLISHED["Reponse"]["properties"]["statut"]["enum"])


def test_a_refusal_shown_says_what_it_means() -> None:
    """A refusal that no command can meet is not shown: an unreadable file is not a command."""
    shown = {kind.__name__: refus(kind) for kind in demandes()}

    assert all(dit["sens"] for codes in shown.values() for dit in codes.values())
    assert ANSWERS["REFUSE"]["code"] in shown["RemonterStructure"]
    assert all("RoleNonAutorise" in codes for codes in shown.values())
    assert not any("TableauRefuse" in codes for codes in shown.values())


def test_a_command_shows_its_own_refusals_and_no_other() -> None:
    """The code of its handler names them; the table of authorisations adds those of its reach."""
    of_all = {
        *("CompteNonAutorise", "IdentifiantDejaUtilise", "RoleNonAutorise"),
        *("DateAVenir", "DateAnterieure", "DeclarationTardive", "MotifDeRetardManquant"),
    }

    assert set(refus(COMMANDS["CloreSollicitation"])) == of_all | {
        "Introuvable",
        "StructureEtrangere",
    }
    assert set(refus(COMMANDS["RendreAvis"])) == of_all | {
        "AvisNonMotive",
        "Introuvable",
        "OperateurNonConsulte",
    }
    assert "DepartementEtranger" in refus(COMMANDS["LabelliserStructure"])
    assert "DepartementEtranger" not in refus(COMMANDS["ConclureAudit"])
    assert {"EtapeImpossible", "AuditClos"} <= refus(COMMANDS["ConclureAudit"]).keys()

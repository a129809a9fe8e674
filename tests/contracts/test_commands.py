"""The commands: the roles that may send them, their addresses, their refusals."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from console.execution.services import applications
from services.audit.conduite.commands import ConstaterCriteres
from services.labellisation.dossier.commands import SignalerStructure
from shared.contracts import Value
from shared.delivery.bounds import Unreadable
from shared.delivery.schemas import schema_uri
from shared.delivery.wire import (
    Reader,
    decode_outcome,
    encode,
    encode_outcome,
    headers,
)
from shared.delivery.wire import routing_key as key
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope, Outcome
from shared.recording.authorisations import charger_autorisations
from tests.contracts.language import COMMANDS, CONTRACTS, without_accents

PREFET = Acteur(role="PREFET", id="préfecture du Cantal", departement="15")
SIGNALER = SignalerStructure(message_id=UUID(int=1), acteur=PREFET, structure_id=UUID(int=2))
every_command = pytest.mark.parametrize("name", sorted(COMMANDS))


def refusal(name: str, payload: dict[str, Any]) -> str:
    """The reader's error on a command that it cannot read."""
    with pytest.raises(Unreadable) as refused:
        Reader([COMMANDS[name]]).read(name, json.dumps(payload), {})
    return str(refused.value)


def below(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


@every_command
def test_every_command_is_answered_by_the_service_it_lives_in(name: str) -> None:
    command = COMMANDS[name]

    [receiver] = [each for each in applications() if each.name == command.receiver()]

    assert command in receiver.commands()
    assert name == key(command) == without_accents(name)


@every_command
def test_every_command_may_be_sent_by_somebody(name: str) -> None:
    assert charger_autorisations().roles(COMMANDS[name])


def test_a_command_says_nothing_that_an_older_service_would_have_to_know() -> None:
    """A field is sent only if its value is not the default: older services do not know it."""
    assert json.loads(encode(Envelope.starting(SIGNALER))) == {
        "message_id": str(SIGNALER.message_id),
        "acteur": {"role": "PREFET", "id": PREFET.id, "departement": "15"},
        "structure_id": str(SIGNALER.structure_id),
    }


def test_no_command_has_the_name_of_a_fact() -> None:
    assert not COMMANDS.keys() & CONTRACTS.keys()


@every_command
def test_an_unreadable_command_says_which_fields_are_wrong(name: str) -> None:
    """An unknown field is refused in a command, though ignored in a fact."""
    acteur = {"role": "ROI", "id": "", "ajout": 1}
    naive = "2019-11-15T10:00:00"
    payload = {"message_id": "la maison", "acteur": acteur, "survenu_le": naive, "ajout": 1}

    error = refusal(name, payload)

    wrong = {"message_id", "acteur.role", "acteur.id", "acteur.ajout", "survenu_le", "ajout"}
    assert {path for path in wrong if f"{path} : " not in f" ; {error}"} == set()
    assert "la maison" not in error


def test_the_path_of_a_wrong_field_of_a_command_goes_down_to_it() -> None:
    constats = [
        {"critere": "HOR-01", "resultat": "CONFORME"},
        {"critere": "horaires", "resultat": "PEUT-ETRE", "ajout": 1},
    ]

    error = refusal(ConstaterCriteres.__name__, {"constats": constats})

    for field in ("critere", "resultat", "ajout"):
        assert f"constats.1.{field} : " in error
    assert "constats.0" not in error


@pytest.mark.parametrize("kind", [*below(Value), *below(Command)], ids=lambda each: each.__name__)
def test_every_part_of_a_message_is_strict_and_frozen(kind: type[BaseModel]) -> None:
    assert kind.model_config.get("extra") == "forbid"
    assert kind.model_config.get("frozen")


def test_a_command_arrives_as_it_left() -> None:
    sent = Envelope.starting(SIGNALER)

    arrived = Reader([SignalerStructure]).read(key(SignalerStructure), encode(sent), headers(sent))

    assert arrived == sent


@every_command
def test_a_command_says_in_its_headers_who_asks_what(name: str) -> None:
    """CloudEvents 1.0, binary mode; a subject only for a command that names a structure."""
    kind = COMMANDS[name]
    command = kind.model_construct(message_id=UUID(int=1), acteur=PREFET, structure_id=UUID(int=2))

    sent = headers(Envelope.starting(command))

    subject = sent.pop("cloudEvents:subject", None)
    assert sent == {
        "cloudEvents:specversion": "1.0",
        "cloudEvents:id": str(UUID(int=1)),
        "cloudEvents:source": "/france-services/prefet",
        "cloudEvents:type": name,
        "cloudEvents:dataschema": schema_uri(name),
        "correlation": str(UUID(int=1)),
    }
    assert subject == (str(UUID(int=2)) if "structure_id" in kind.model_fields else None)


def test_both_kinds_of_commands_are_asked() -> None:
    """Some commands have a structure for a subject, others have none."""
    named = {"structure_id" in kind.model_fields for kind in COMMANDS.values()}

    assert named == {True, False}


def test_an_answer_arrives_as_it_left() -> None:
    answer = Outcome("REFUSE", "MotifManquant", "Le refus d’un accord préalable doit être motivé.")

    assert decode_outcome(encode_outcome(answer)) == answer
    assert "préalable" in encode_outcome(answer).decode()

"""Every variable that the code reads is declared once, with the default that holds."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from console.execution.services import BUILDERS
from shared.runtime.settings import variables
from shared.runtime.variables import DEFAULTS, VARIABLES, defaults
from tests.architecture.house import PACKAGES, modules
from tests.architecture.readme import HELD, VARIABLE, read_as

DECLARED = {each.name: each for group in VARIABLES.values() for each in group}
REFUSED = {"POSTGRES_ENABLE_DB_FUNCTIONS"}
"""Read in order to be refused (ADR 0003)."""

OPTIONS = {"options", "known"}
"""The names under which the environment of a service goes from hand to hand."""


@dataclass(frozen=True)
class Reading:
    """A variable that is read somewhere; with what, where it is absent, and if it must be there."""

    name: str
    default: str = ""
    required: bool = False


def readings(source: str) -> Iterator[Reading]:
    """`options["X"]`, `options.get("X", …)`, `"X" in options`, `require(options, "X", …)`."""
    tree = ast.parse(source)
    texts = Texts(tree)
    for node in ast.walk(tree):
        for reading in reading_of(node, texts):
            if VARIABLE.fullmatch(reading.name):
                yield reading


def reading_of(node: ast.AST, text: "Texts") -> Iterator[Reading]:
    match node:
        case ast.Subscript(value=held, slice=key) if of_options(held):
            yield Reading(text(key))
        case ast.Compare(left=key, ops=[ast.In()], comparators=[held]) if of_options(held):
            yield Reading(text(key))
        case ast.Call(func=ast.Attribute(value=held, attr="get"), args=[key]) if of_options(held):
            yield Reading(text(key))
        case ast.Call(func=ast.Attribute(value=held, attr="get"), args=[key, default]) if (
            of_options(held)
        ):
            yield Reading(text(key), text(default))
        case ast.Call(func=ast.Name(id="require"), args=[_, key, _]):
            yield Reading(text(key), required=True)


class Texts:
    """The text of an expression, written there or under a name of the module; else empty."""

    def __init__(self, tree: ast.Module) -> None:
        assigned = [node for node in tree.body if isinstance(node, ast.Assign)]
        self.values = {
            target.id: node.value
            for node in assigned
            for target in node.targets
            if isinstance(target, ast.Name)
        }

    def __call__(self, node: ast.expr) -> str:
        found = self.values.get(node.id, node) if isinstance(node, ast.Name) else node
        value = found.value if isinstance(found, ast.Constant) else None
        return value if isinstance(value, str) else ""


def of_options(node: ast.expr) -> bool:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in OPTIONS
        case ast.Call(func=ast.Name(id="variables")):
            return True
    return False


READ = {each for path in modules(*PACKAGES) for each in readings(path.read_text("utf-8"))}


def test_every_variable_read_is_declared() -> None:
    names = {each.name for each in READ}

    assert len(names) > 20
    assert names - DECLARED.keys() == REFUSED


@pytest.mark.parametrize("name", DECLARED)
def test_every_variable_declared_is_read(name: str) -> None:
    assert read_as(name) & HELD


def test_no_default_is_written_beside_a_reading() -> None:
    assert {(each.name, each.default) for each in READ if each.default} == set()


def test_what_must_be_there_is_declared_so() -> None:
    assert {each.name for each in READ if each.required} <= {
        name for name, each in DECLARED.items() if each.required
    }
    assert {name for name, each in DECLARED.items() if each.required} & DEFAULTS.keys() == set()


def test_each_variable_is_declared_once_and_has_a_meaning() -> None:
    listed = [each for group in VARIABLES.values() for each in group]

    assert len(listed) == len(DECLARED)
    assert [each.name for each in listed if not each.meaning] == []


def test_a_reader_is_a_service_a_command_or_all_of_them() -> None:
    known = {
        *BUILDERS,
        "tous les services",
        "la console",
        "`install`",
        "`accounts`",
        "`doctor`",
        "`status`",
        "`http`",
        "`webhooks`",
    }
    readers = {reader for each in DECLARED.values() for reader in each.readers}

    assert {reader.partition(" (")[0] for reader in readers} <= known


def test_the_environment_prevails_over_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FUNDING_SMTP_PORT", "465")

    assert variables("funding")["SMTP_PORT"] == "465"
    assert variables("audit")["SMTP_PORT"] == DEFAULTS["SMTP_PORT"]
    assert defaults("audit")["POSTGRES_DBNAME"] == "audit"


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ('options["AMQP_URI"]', Reading("AMQP_URI")),
        ('settings.options.get("SMTP_PORT", "25")', Reading("SMTP_PORT", "25")),
        ('X = "COMPTES"\nknown.get(X)', Reading("COMPTES")),
        ('"HTTP_PORT" in variables("audit")', Reading("HTTP_PORT")),
        ('require(options, "LINK_SECRET", "onboarding")', Reading("LINK_SECRET", required=True)),
    ],
)
def test_a_reading_is_seen_in_each_form(source: str, seen: Reading) -> None:
    assert seen in list(readings(source))

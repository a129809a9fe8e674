"""The reference pages of docs/ are what the code says; `make docs` writes them again."""

import re
import shlex
from typing import Any

import pytest

from console.aide import EXEMPLES
from console.execution.services import applications
from console.reference.ecriture import pages
from shared.recording.handlers import Handlers
from tests.architecture.house import ROOT
from tests.architecture.readme import COMMANDS, ROOT_COMMAND
from tests.contracts.language import CONTRACTS

GENERATED = pages(ROOT_COMMAND)


def committed(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def section(page: str, title: str) -> str:
    """The text of a page under this title, up to the next one."""
    return re.split(r"^#+ ", page.split(f"\n{title}\n", 1)[1], maxsplit=1, flags=re.M)[0]


def wire_names(kinds: list[str]) -> set[str]:
    return {str(CONTRACTS[kind].model_fields["type"].default) for kind in kinds}


def linked(text: str) -> set[str]:
    return set(re.findall(r"\[`([^`]+)`\]", text))


@pytest.mark.parametrize("name", GENERATED)
def test_what_is_committed_is_what_is_generated(name: str) -> None:
    assert committed(name) == GENERATED[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_told_with_each_of_its_options(name: str) -> None:
    told = section(committed("commandes.md"), f"### `{name}`")
    options = {option for param in COMMANDS[name].params for option in param.opts}

    assert COMMANDS[name].help.splitlines()[0] in told
    assert {each for each in options if each.startswith("--") and f"`{each}`" not in told} == set()


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(("name", "command"), COMMANDS.items(), ids=COMMANDS)
def test_every_command_has_an_example_that_would_be_understood(name: str, command: Any) -> None:
    examples = getattr(command.callback, EXEMPLES, ())

    assert examples
    for example in examples:
        words = shlex.split(example)
        assert words[: len(name.split())] == name.split()
        command.make_context(name, words[len(name.split()) :])


@pytest.mark.parametrize(("name", "command"), COMMANDS.items(), ids=COMMANDS)
def test_every_argument_and_option_says_what_it_is(name: str, command: Any) -> None:
    assert [param.name for param in command.params if not param.help] == []


@pytest.mark.parametrize("service", applications(), ids=lambda each: each.name)
def test_the_page_of_services_says_what_each_reacts_to_and_tells(service: Handlers) -> None:
    wanted = [kind.__name__ for kinds in service.subscriptions().values() for kind in kinds]
    told = [name for name, kind in CONTRACTS.items() if kind.publisher() == service.name]
    page = section(committed("services.md"), f"## {service.name}")
    decides, reacts, tells, answers = re.split("Réagit à :|Annonce :|Répond à ces demandes :", page)

    assert (linked(reacts), linked(tells)) == (wire_names(wanted), wire_names(told))
    assert linked(answers) <= {kind.__name__ for kind in service.commands()}
    assert f"services/{service.name}.md" in decides

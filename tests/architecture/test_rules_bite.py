"""Each import rule, broken once in a copy of the repository, is reported as broken."""

import json
import shutil
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGES, ROOT, break_each, import_contracts, lint_imports

CONTRACTS = import_contracts()
LAYERED = {id: c["containers"] for id, c in CONTRACTS.items() if c.get("exhaustive")}

BREACHES = {
    "circles": ("shared.rules.periods", "shared.rules.loading"),
    "rooms": (
        "services.funding.forfait.domain.droit",
        "services.funding.forfait.application.droits",
    ),
    "shared": ("shared.recording.aggregates", "shared.log.relay"),
    "console": ("console.execution.services", "console.imports.remontee"),
    "independence": ("services.audit.publishing", "services.funding.forfait.rules.bareme"),
    "downwards": ("shared.recording.aggregates", "services.funding.forfait.rules.bareme"),
    "doors": ("console.execution.embedded", "services.funding.forfait.domain.droit"),
    "domain": ("services.funding.forfait.domain.droit", "shared.contracts.funding"),
    "decisions": ("services.funding.forfait.application.droits", "shared.read_model"),
    "nameko": ("services.funding.forfait.application.droits", "nameko.rpc"),
    "kombu": ("shared.delivery.wire", "kombu"),
    "eventlet": ("shared.runtime.nameko_host", "eventlet"),
    "sqlalchemy": ("services.funding.forfait.projections", "sqlalchemy"),
    "drivers": ("shared.read_model", "psycopg"),
    "embedded": ("console.execution.embedded", "shared.rabbitmq.topology"),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository, to break one rule at a time in it."""
    folder = tmp_path_factory.mktemp("house")
    kept = shutil.ignore_patterns("__pycache__", ".*")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=kept)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.fixture(scope="module")
def seen(copy: Path) -> dict[str, tuple[int, str]]:
    """The linter's exit code and output for each breach, by contract."""
    results: dict[str, tuple[int, str]] = json.loads(break_each(BREACHES, at=copy))
    return results


def test_every_rule_is_broken_below() -> None:
    assert BREACHES.keys() == CONTRACTS.keys()


@pytest.mark.parametrize("contract", BREACHES)
def test_one_import_too_many_is_seen(contract: str, seen: dict[str, tuple[int, str]]) -> None:
    importer, imported = BREACHES[contract]

    code, output = seen[contract]

    assert code == 1
    assert f"{CONTRACTS[contract]['name']} BROKEN" in output
    assert _named(contract, importer, imported) in output


def _named(contract: str, importer: str, imported: str) -> str:
    """The import too many, as the linter writes it: siblings by their last name only."""
    if CONTRACTS[contract]["type"] == "acyclic_siblings":
        return " -> ".join(f".{each.rpartition('.')[2]}" for each in (importer, imported))
    return f"{importer} -> {imported.removesuffix('.rpc')}"


def test_a_module_without_a_place_is_seen(copy: Path) -> None:
    """`helpers` has no place in the layers: a module must be named after its subject."""
    places = {id: [_package(copy, each) for each in LAYERED[id]] for id in LAYERED}
    misplaced = [
        copy.joinpath(*each.split("."), "helpers.py") for p in places.values() for each in p
    ]
    for module in misplaced:
        module.touch()

    lint = lint_imports(*(word for id in LAYERED for word in ("--contract", id)), at=copy)
    for module in misplaced:
        module.unlink()

    printed = " ".join(lint.stdout.split())
    kept = {id for id in LAYERED if f"{CONTRACTS[id]['name']} BROKEN" not in printed}
    unseen = {each for p in places.values() for each in p if f"{each}.helpers" not in printed}
    assert (lint.returncode, kept, unseen) == (1, set(), set())


def _package(copy: Path, container: str) -> str:
    """The first package that a container of the linter names, with or without a wildcard."""
    found = sorted(each for each in copy.glob(container.replace(".", "/")) if _has_modules(each))
    return ".".join(found[0].relative_to(copy).parts)


def _has_modules(folder: Path) -> bool:
    return (folder / "__init__.py").is_file()

"""Stock tools of other languages take the published contracts as they are, without an option."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]

from tests.contracts.npm import environment, installed
from tests.contracts.published_schemas import DOCS

AJV = ("ajv@8.20.0", "ajv-formats@3.0.1")
ASYNCAPI = ("@asyncapi/cli@4.1.1", "typescript@5.9.3")
"""A gigabyte and a half: the last version that Node 20 runs."""
OUTSIDERS = Path(__file__).parent / "outsiders"
VOCABULARIES = ("core", "applicator", "validation", "meta-data", "format-annotation")
KEYWORDS = {
    keyword
    for name in VOCABULARIES
    for keyword in REGISTRY.contents(f"https://json-schema.org/draft/2020-12/meta/{name}")[
        "properties"
    ]
}
SCHEMAS = sorted((DOCS / "schemas").glob("*.json"))


def node(folder: Path, *words: str, cwd: Path = DOCS) -> "subprocess.CompletedProcess[str]":
    """Run by Node, which finds the packages of this folder; the test fails if the program does."""
    done = subprocess.run(
        ["node", *words], cwd=cwd, capture_output=True, text=True, env=environment(folder)
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done


def test_ajv_accepts_every_schema_in_its_strict_mode() -> None:
    done = node(installed(*AJV), str(OUTSIDERS / "ajv_strict.cjs"), str(DOCS / "schemas"))

    assert json.loads(done.stdout) == {}


@pytest.fixture(scope="module")
def asyncapi() -> Callable[..., str]:
    """The command of AsyncAPI; gives what it prints."""
    folder = installed(*ASYNCAPI)
    command = folder / "node_modules" / "@asyncapi" / "cli" / "bin" / "run_bin"
    return lambda *words: node(folder, str(command), *words).stdout


def test_asyncapi_finds_nothing_to_mend_in_the_document(asyncapi: Callable[..., str]) -> None:
    """Neither an error nor a warning; it would rather have AsyncAPI 3.1, which few tools read."""
    asyncapi("validate", str(DOCS / "asyncapi.json"), "--fail-severity", "warn")


def test_the_types_that_asyncapi_generates_are_complete_and_compile(
    asyncapi: Callable[..., str], tmp_path: Path
) -> None:
    """Each question, its parameters, its answer, each request, each fact; by their own names."""
    asyncapi("generate", "models", "typescript", str(DOCS / "asyncapi.json"), "-o", str(tmp_path))
    copy(OUTSIDERS / "program.ts", tmp_path)

    made = {path.stem.lower() for path in tmp_path.glob("*.ts")}
    schemas = json.loads((DOCS / "asyncapi.json").read_text("utf-8"))["components"]["schemas"]
    assert {each["title"].lower() for each in schemas.values()} <= made
    assert [name for name in made if "anonymous" in name] == []
    tsc = installed(*ASYNCAPI) / "node_modules" / "typescript" / "bin" / "tsc"
    words = (str(tsc), "--strict", "--noEmit", "--target", "es2022")
    node(installed(*ASYNCAPI), *words, *map(str, tmp_path.glob("*.ts")), cwd=tmp_path)


def keywords(schema: Any) -> set[str]:
    """The keywords of a schema, at any depth; the names of fields and of parts are not some."""
    if not isinstance(schema, dict):
        return set()
    parts = [schema.get(one) for one in ("items", "additionalProperties", "propertyNames")]
    parts += schema.get("anyOf", [])
    for holder in ("properties", "$defs"):
        parts += schema.get(holder, {}).values()
    return set(schema).union(*map(keywords, parts))


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_a_schema_has_only_the_keywords_of_its_dialect(path: Path) -> None:
    """A strict validator refuses a keyword that it does not know."""
    assert keywords(json.loads(path.read_text(encoding="utf-8"))) <= KEYWORDS

"""Stock tools of other languages take the published contracts as they are, without an option.

They are found where Node looks for packages (NODE_PATH): `npm install ajv ajv-formats
@asyncapi/modelina` in a folder, then NODE_PATH names its `node_modules`.
"""

import json
import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]

from tests.contracts.published_schemas import DOCS
from tests.servers.addresses import inherited

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


def told_by(script: str, package: str, place: Path) -> Any:
    """What a script of Node prints, as JSON; skips the test if Node lacks the package."""
    if which("node") is None:
        pytest.skip("Node is not installed")
    if node("--eval", f"require('{package}')").returncode:
        pytest.skip(f"Node does not find {package}: see NODE_PATH")
    done = node(str(OUTSIDERS / script), str(place))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def node(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["node", *words], capture_output=True, text=True, env=inherited())


def test_ajv_accepts_every_schema_in_its_strict_mode() -> None:
    assert told_by("ajv_strict.cjs", "ajv-formats", DOCS / "schemas") == {}


def test_a_generator_of_typescript_finds_a_name_for_every_type() -> None:
    names = told_by("typescript_models.cjs", "@asyncapi/modelina", DOCS / "asyncapi.json")

    assert len(names) == len(set(names)) > len(SCHEMAS)
    assert [name for name in names if "anonymous" in name.lower()] == []


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

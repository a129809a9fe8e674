"""One version, under one name: the changelog, the image of each deployment, the tag."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import yaml

from tests.servers.children import ROOT

PINNED = re.compile(r"^([a-z0-9._-]+)==(\S+)", re.M)
RELEASED = re.compile(r"^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d\d-\d\d$", re.M)
BETWEEN_TWO = "mettre-a-jour"
"""The page that names a version and the next."""

NEXT = RELEASED.findall((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))[0]


def git(*words: str, cwd: Path = ROOT) -> str:
    ran = subprocess.run(["git", *words], cwd=cwd, capture_output=True, text=True, check=True)
    return ran.stdout


def test_each_deployment_names_the_version_of_the_changelog() -> None:
    image = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["x-image"]
    production = (ROOT / "deploy/kubernetes/overlays/production/kustomization.yaml").read_text()
    pages = (ROOT / "docs/exploitation").glob("*.md")
    text = "".join(each.read_text() for each in pages if each.stem != BETWEEN_TWO)

    assert image["image"] == (
        f"${{FRANCE_SERVICES_IMAGE:-france-services:${{FRANCE_SERVICES_VERSION:-{NEXT}}}}}"
    )
    assert image["build"]["args"]["VERSION"] == f"${{FRANCE_SERVICES_VERSION:-{NEXT}}}"
    assert yaml.safe_load(production)["images"] == [{"name": "france-services", "newTag": NEXT}]
    assert set(re.findall(r"france-services:(\d\S+)", text)) == {NEXT}


def test_a_tagged_commit_has_the_version_of_its_tag() -> None:
    tags = [each for each in git("tag", "--points-at", "HEAD").split() if each.startswith("v")]

    assert tags in ([], [f"v{NEXT}"])


def test_the_package_has_the_version_of_the_tag(tmp_path: Path) -> None:
    """On a repository of its own: the commit of a tag, then the next."""
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    git("init", "--quiet", cwd=tmp_path)
    identity = ("-c", "user.name=essai", "-c", "user.email=essai@example.org")
    for tag in ("v0.2.0", ""):
        git(*identity, "commit", "--quiet", "--allow-empty", "--message", "essai", cwd=tmp_path)
        if tag:
            git("tag", tag, cwd=tmp_path)
            assert computed(tmp_path) == "0.2.0"

    assert computed(tmp_path) == "0.2.1.dev1"


def computed(folder: Path) -> str:
    words = [sys.executable, "-m", "setuptools_scm"]
    ran = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def test_the_version_is_written_nowhere_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert "version" not in project and project["dynamic"] == ["version"]


def test_the_inventory_of_the_image_is_that_of_the_lock() -> None:
    inventory = json.loads((ROOT / "deploy/image/sbom.json").read_text())["components"]
    locked = PINNED.findall((ROOT / "requirements.txt").read_text())

    assert {(each["name"], each["version"]) for each in inventory} == set(locked)

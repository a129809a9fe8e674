"""The objects that kubectl builds from deploy/kubernetes, without a cluster."""

import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from console.execution.services import BUILDERS

Object = dict[str, Any]
ROOT = Path(__file__).parents[2]
KUBECTL = Path(sys.executable).with_name("kubectl")
BASE, PRODUCTION = "deploy/kubernetes/base", "deploy/kubernetes/overlays/production"
SUPERVISION = "tests/kubernetes/supervision"
COMPOSE: Object = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
PROCESSES = {
    f"{service}-{role}": f"{service}{suffix}"
    for service in BUILDERS
    for role, suffix in (("service", ""), ("worker", "-worker"))
}
"""The container in docker-compose.yml of each Deployment of a service, by name."""
HTTP = "http"
"""The process of the questions, under its name everywhere."""
PAGE = "inscription"
"""The process of the page where the links of e-mails lead."""
ENTERED = {HTTP: "questions", PAGE: "page"}
"""The port by which others than the supervision enter these processes."""
WEBHOOKS = "webhooks"
"""The process that sends facts to the addresses of accounts, under its name everywhere."""
WATCHED = {**PROCESSES, HTTP: HTTP, PAGE: PAGE, WEBHOOKS: WEBHOOKS}


@cache
def built(folder: str = PRODUCTION) -> tuple[Object, ...]:
    words = [str(KUBECTL), "kustomize", str(ROOT / folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert not done.returncode and not done.stderr, done.stderr
    return tuple(yaml.safe_load_all(done.stdout))


def of_kind(kind: str, folder: str = PRODUCTION) -> dict[str, Object]:
    """The objects of a kind, by name."""
    return {each["metadata"]["name"]: each for each in built(folder) if each["kind"] == kind}


@dataclass(frozen=True)
class Pod:
    """The template of a Deployment or of a Job; each has one container."""

    name: str
    labels: dict[str, str]
    spec: Object

    @property
    def container(self) -> Object:
        [only] = self.spec["containers"]
        return dict(only)

    @property
    def variables(self) -> dict[str, str]:
        assert "env" not in self.container
        maps = of_kind("ConfigMap")
        names = [each["configMapRef"]["name"] for each in self.container["envFrom"]]
        return {key: value for name in names for key, value in maps[name]["data"].items()}


@cache
def pods() -> dict[str, Pod]:
    owners = of_kind("Deployment") | of_kind("Job")
    templates = {name: each["spec"]["template"] for name, each in owners.items()}
    return {
        name: Pod(name, each["metadata"]["labels"], each["spec"])
        for name, each in templates.items()
    }


def selects(selector: Object, labels: dict[str, str]) -> bool:
    """True if the selector matches; only equality and `In`, which the manifests use."""
    assert selector.keys() <= {"matchLabels", "matchExpressions"}
    expressions = selector.get("matchExpressions", [])
    assert all(each["operator"] == "In" for each in expressions)
    return selector.get("matchLabels", {}).items() <= labels.items() and all(
        labels.get(each["key"]) in each["values"] for each in expressions
    )

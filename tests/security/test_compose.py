"""docker-compose.yml gives each container the least that it needs."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from console.execution.services import BUILDERS
from console.installation.secrets import CLES
from shared.limits import TAILLE_AU_COURTIER

ROOT = Path(__file__).parents[2]
MAIN = ROOT / "docker-compose.yml"
OVERLAYS = [MAIN, *sorted((ROOT / "deploy").glob("*.yml"))]
VARIABLE = re.compile(r"\$\{([A-Z_]+):-((?:\$\{[^}]*\}|[^}])*)\}")
COMPOSE: dict[str, Any] = yaml.safe_load(MAIN.read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, each in SERVICES.items() if "france-services" in each["image"]]
PROCESSES = [f"{name}{suffix}" for name in BUILDERS for suffix in ("", "-worker")]
HTTP = "http"
"""The process of the questions: a role of its own, and a copy of the keys of personal data."""
KEYS = "secrets-cles"
WEBHOOKS = "webhooks"
"""The process of the webhooks: notifications' secrets, and those of who only reads the others."""
ADMINISTRATORS = {"installation", "administration"}
FOREIGN = [name for name in SERVICES if name not in OURS]


class Overlay(yaml.SafeLoader):
    """Reads the tag by which an overlay replaces a list instead of adding to it."""


def replaced(loader: Overlay, node: Any) -> list[Any]:
    return loader.construct_sequence(node)


Overlay.add_constructor("!override", replaced)


def mounted(name: str) -> set[str]:
    return {volume.split(":")[0] for volume in SERVICES[name].get("volumes", ())}


def test_each_service_has_its_two_processes() -> None:
    commands = {name: SERVICES[name]["command"] for name in PROCESSES}

    assert commands == {
        name: ["run", name.removesuffix("-worker"), "--role", role]
        for name in PROCESSES
        for role in ["worker" if name.endswith("-worker") else "service"]
    }


@pytest.mark.parametrize("name", OURS)
def test_a_container_of_ours_can_change_nothing_of_itself(name: str) -> None:
    each = SERVICES[name]

    assert each["read_only"] and each["tmpfs"] == ["/tmp"]
    assert each["cap_drop"] == ["ALL"]
    assert each["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in each and "cap_add" not in each


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_reads_its_own_secrets_and_is_bounded(name: str) -> None:
    each = SERVICES[name]
    secrets = {volume for volume in mounted(name) if volume.startswith("secrets-")}

    assert secrets == {f"secrets-{name.removesuffix('-worker')}"}
    assert all(volume.endswith(":ro") for volume in each["volumes"] if "secrets-" in volume)
    assert "user" not in each, "the image's, which may do nothing"
    assert {"mem_limit", "cpus", "pids_limit", "stop_grace_period", "restart"} <= each.keys()


def test_the_process_of_the_questions_is_bounded_as_the_others_and_changes_no_document() -> None:
    each, other = SERVICES[HTTP], SERVICES[PROCESSES[0]]

    assert mounted(HTTP) == {"comptes", "secrets-http", KEYS}
    assert all(volume.endswith(":ro") for volume in each["volumes"])
    for bound in ("mem_limit", "cpus", "pids_limit", "stop_grace_period", "restart"):
        assert each[bound] == other[bound]


def test_the_keys_are_copied_for_the_questions_alone_and_no_password_with_them() -> None:
    [volume] = [each for each in SERVICES[HTTP]["volumes"] if each.startswith(KEYS)]
    folder = volume.split(":")[1]
    made = SERVICES["secrets"]
    copied = f"{KEYS}:{made['command'][-1]}/{CLES}"
    named = {f"{name.upper()}_MASTER_KEY_FILE": f"{folder}/{name}" for name in BUILDERS}

    assert named.items() <= SERVICES[HTTP]["environment"].items()
    assert copied in made["volumes"]
    assert [name for name in SERVICES if KEYS in mounted(name)] == ["secrets", HTTP, WEBHOOKS]


def test_who_delivers_writes_at_notifications_alone_and_reaches_the_outside() -> None:
    each, other = SERVICES[WEBHOOKS], SERVICES[PROCESSES[0]]
    folder = "/run/secrets/cles"
    read = [name for name in BUILDERS if name != "notifications"]
    named = {f"{name.upper()}_MASTER_KEY_FILE": f"{folder}/{name}" for name in read}
    networks = {name: COMPOSE["networks"][name] or {} for name in each["networks"]}

    assert each["command"] == [WEBHOOKS]
    assert mounted(WEBHOOKS) == {"comptes", "secrets-http", "secrets-notifications", KEYS}
    assert all(volume.endswith(":ro") for volume in each["volumes"])
    assert named.items() <= each["environment"].items()
    assert each["environment"].keys() >= {"WEBHOOKS_RESEAUX", "WEBHOOKS_ESSAIS"}
    assert "donnees" in networks and not all(net.get("internal") for net in networks.values())
    for bound in ("mem_limit", "cpus", "pids_limit", "stop_grace_period", "restart"):
        assert each[bound] == other[bound]


def test_everybody_reads_the_table_of_accounts_and_administrators_alone_write_it() -> None:
    mounts = {
        name: volume
        for name, each in SERVICES.items()
        for volume in each.get("volumes", ())
        if volume.startswith("comptes:")
    }

    assert {name for name, volume in mounts.items() if not volume.endswith(":ro")} == ADMINISTRATORS
    assert mounts.keys() == {*PROCESSES, HTTP, WEBHOOKS, "console", *ADMINISTRATORS}
    for name, volume in mounts.items():
        folder = volume.split(":")[1]
        assert SERVICES[name]["environment"]["COMPTES"] == f"{folder}/comptes.yaml"
        assert SERVICES[name]["environment"]["HTTP_JETONS"] == f"{folder}/jetons.yaml"


def test_no_message_is_larger_at_the_broker_than_the_limit_that_is_published() -> None:
    for path in sorted((ROOT / "deploy" / "rabbitmq").glob("*.conf")):
        said = f"max_message_size = {TAILLE_AU_COURTIER.valeur}\n"
        assert said in path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_is_in_the_environment_and_no_port_is_open_to_the_world(name: str) -> None:
    variables = SERVICES[name].get("environment", {})

    assert not [key for key in variables if key.endswith(("PASSWORD", "SECRET", "KEY", "COOKIE"))]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", ()))


@pytest.mark.parametrize("name", FOREIGN)
def test_an_image_of_others_says_its_version(name: str) -> None:
    image = SERVICES[name]["image"].rpartition(":-")[2].removesuffix("}")

    assert image.rpartition(":")[2] not in ("", "latest")


@pytest.mark.parametrize("path", OVERLAYS, ids=lambda path: path.name)
def test_the_logs_of_a_container_are_bounded(path: Path) -> None:
    """An overlay adds to the services of the main file, which bounds theirs."""
    own = yaml.load(path.read_text(), Overlay)["services"]
    new = own if path == MAIN else {n: each for n, each in own.items() if n not in SERVICES}

    for each in new.values():
        assert {"max-size", "max-file"} <= each["logging"]["options"].keys()


@pytest.mark.parametrize("name", OURS)
def test_an_image_built_here_is_looked_for_nowhere_else(name: str) -> None:
    assert SERVICES[name]["pull_policy"] == "${FRANCE_SERVICES_PULL:-never}"


def test_the_settings_of_an_installation_are_shown_with_their_defaults_and_kept_apart() -> None:
    read = [found for path in OVERLAYS for found in VARIABLE.findall(path.read_text())]
    shown = re.findall(r"^#([A-Z_]+)=(.*)$", (ROOT / ".env.exemple").read_text(), re.M)

    assert dict(read).keys() == dict(shown).keys()
    assert set(shown) <= set(read)
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()
    assert "**/.env" in (ROOT / ".dockerignore").read_text().splitlines()


def test_the_image_runs_as_nobody_in_particular_and_builds_nothing() -> None:
    last = (ROOT / "Dockerfile").read_text().rpartition("FROM ")[2]

    assert "USER 10001:10001" in last and "HEALTHCHECK" in last
    assert "pip install" not in last and "apt-get" not in last

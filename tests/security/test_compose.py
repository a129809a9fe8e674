"""docker-compose.yml gives each container the least that it needs."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from console.execution.services import BUILDERS
from shared.limits import TAILLE_AU_COURTIER

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, each in SERVICES.items() if "france-services" in each["image"]]
PROCESSES = [f"{name}{suffix}" for name in BUILDERS for suffix in ("", "-worker")]
ADMINISTRATORS = {"installation", "administration"}
FOREIGN = [name for name in SERVICES if name not in OURS]


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


def test_everybody_reads_the_table_of_accounts_and_administrators_alone_write_it() -> None:
    mounts = {
        name: volume
        for name, each in SERVICES.items()
        for volume in each.get("volumes", ())
        if volume.startswith("comptes:")
    }

    assert {name for name, volume in mounts.items() if not volume.endswith(":ro")} == ADMINISTRATORS
    assert mounts.keys() == {*PROCESSES, "console", *ADMINISTRATORS}
    for name, volume in mounts.items():
        folder = volume.split(":")[1]
        assert SERVICES[name]["environment"]["COMPTES"] == f"{folder}/comptes.yaml"


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


def test_the_image_runs_as_nobody_in_particular_and_builds_nothing() -> None:
    last = (ROOT / "Dockerfile").read_text().rpartition("FROM ")[2]

    assert "USER 10001:10001" in last and "HEALTHCHECK" in last
    assert "pip install" not in last and "apt-get" not in last

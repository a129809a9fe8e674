"""The secrets of each pod: its own for a process, passwords to install, all for the console."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

from console.execution.services import BUILDERS
from console.installation.secrets import BASE, COURTIER, SECRETS, preparer
from shared.rabbitmq.rights import CONSOLE, rights
from shared.runtime.accounts import READER
from shared.runtime.variables import DEFAULTS
from tests.kubernetes.built import HTTP, KUBECTL, PROCESSES, ROOT, WEBHOOKS, Pod, built, pods

FOLDER = DEFAULTS["SECRETS_DIR"]
PASSWORDS = ("postgres_password", "amqp_password")


def files(pod: Pod) -> set[str]:
    """The path of each secret in a pod; an account's Secret holds the files of its folder."""
    volumes = {each["name"]: each for each in pod.spec["volumes"]}
    return {
        str(PurePosixPath(mount["mountPath"], path))
        for mount in pod.container["volumeMounts"]
        for path in held(volumes[mount["name"]], PurePosixPath(mount["mountPath"]).name)
    }


def held(volume: dict[str, Any], folder: str) -> Iterator[str]:
    """The files of a volume; asserts that it is mounted under the name of its account."""
    if "secret" in volume:
        assert account(volume["secret"]["secretName"]) == folder
        yield from SECRETS[folder]
    for source in volume.get("projected", {}).get("sources", ()):
        owner = account(source["secret"]["name"])
        for item in source["secret"]["items"]:
            assert item["path"] == f"{owner}/{item['key']}" and item["key"] in SECRETS[owner]
            yield item["path"]


def account(secret: str) -> str:
    return secret.removeprefix("secrets-")


def of(name: str) -> set[str]:
    return {f"{FOLDER}/{name}/{file}" for file in SECRETS[name]}


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_reads_its_own_secrets(name: str) -> None:
    assert files(pods()[name]) == of(name.partition("-")[0])


@pytest.mark.parametrize("name", ["installation", "administration"])
def test_administrators_read_passwords_and_no_key(name: str) -> None:
    accounts = {f"{FOLDER}/{name}/amqp_password" for name in (COURTIER, *rights(BUILDERS))}
    roles = {f"{FOLDER}/{name}/postgres_password" for name in (BASE, *BUILDERS, READER)}

    assert files(pods()[name]) == accounts | roles


def test_the_console_reads_what_the_services_read_and_no_administrator() -> None:
    assert files(pods()["console"]) == set().union(*(of(name) for name in (*BUILDERS, CONSOLE)))


def test_who_answers_questions_reads_with_its_own_role_and_what_is_personal() -> None:
    keys = {f"{FOLDER}/{name}/master_key" for name in BUILDERS}

    assert files(pods()[HTTP]) == of(READER) | keys


def test_who_delivers_writes_at_notifications_and_only_reads_the_others() -> None:
    keys = {f"{FOLDER}/{name}/master_key" for name in BUILDERS}

    assert files(pods()[WEBHOOKS]) == of("notifications") | of(READER) | keys


def test_nobody_but_its_group_reads_a_secret() -> None:
    for pod in pods().values():
        [volume] = [each for each in pod.spec["volumes"] if each["name"] == "secrets"]
        assert volume.get("secret", volume.get("projected"))["defaultMode"] == 0o440


def test_no_secret_is_in_the_manifests_nor_in_the_environment() -> None:
    variables = {name for pod in pods().values() for name in pod.variables}
    hidden = ("PASSWORD", "SECRET", "KEY", "USERINFO")

    assert "Secret" not in {each["kind"] for each in built()}
    assert [name for name in variables if name.endswith(hidden)] == []


def test_the_folder_of_an_account_is_its_secret(tmp_path: Path) -> None:
    """Create the secrets of docs/exploitation/kubernetes.md, one after another."""
    page = (ROOT / "docs/exploitation/kubernetes.md").read_text(encoding="utf-8")
    [accounts] = re.findall(r"^for compte in ([\w ]+); do$", page, re.M)
    preparer(tmp_path)
    made = {name: keys(name, tmp_path) for name in accounts.split()}

    assert {name: keys - {"administration.conf"} for name, keys in made.items()} == {
        name: set(files) for name, files in SECRETS.items()
    }


def keys(name: str, folder: Path) -> set[str]:
    words = ["create", "secret", "generic", f"secrets-{name}", f"--from-file={folder / name}"]
    command = [str(KUBECTL), *words, "--dry-run=client", "--output=yaml"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(yaml.safe_load(done.stdout)["data"])

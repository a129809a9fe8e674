"""The variables of the manifests are those that the processes read."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from console.execution.services import BUILDERS
from console.installation.secrets import preparer
from services.notifications.courriels.effects.envoi import Facteur
from shared.runtime.settings import broker, from_environment
from tests.architecture.readme import HELD, SETTINGS, quoted, read_as
from tests.kubernetes.built import COMPOSE, PAGE, PROCESSES, pods

LIBRARIES = {"SSL_CERT_FILE", "PGSSLMODE", "PGSSLROOTCERT"}
"""Read by OpenSSL and libpq."""

IN_THE_IMAGE = {"LOG_FORMAT"}
DIRECTORY = ("notifications-service", "notifications-worker", "console")


@pytest.fixture(params=BUILDERS)
def service(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A service with the environment of its pod, and secrets."""
    preparer(tmp_path)
    name = str(request.param)
    for variable, value in pods()[f"{name}-worker"].variables.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setenv("SECRETS_DIR", str(tmp_path))
    return name


@pytest.mark.parametrize("name", PROCESSES)
def test_every_variable_of_a_process_is_in_the_page_of_settings(name: str) -> None:
    assert pods()[name].variables.keys() - quoted(SETTINGS) <= LIBRARIES


def test_every_variable_of_the_installation_is_read() -> None:
    variables = pods()["installation"].variables.keys() - LIBRARIES

    assert {each for each in variables if not read_as(each) & HELD} == set()


def test_what_docker_compose_says_is_said() -> None:
    """Except the variables that are empty there by default."""
    for ours, theirs in {"funding-worker": "funding", "installation": "installation"}.items():
        environment = COMPOSE["services"][theirs]["environment"].items()
        wanted = {name for name, value in environment if not value.endswith(":-}")} - IN_THE_IMAGE
        assert wanted <= pods()[ours].variables.keys()


def test_a_process_finds_its_base_and_its_broker(service: str) -> None:
    variables = pods()[f"{service}-worker"].variables
    url, uri = make_url(from_environment(service).sql_url), broker(service)

    assert (url.host, url.database, url.username) == (variables["POSTGRES_HOST"], service, service)
    assert url.password and f"//{service}:" in uri
    assert uri.rpartition("@")[2] == variables["AMQP_URI"].partition("//")[2]


def test_the_mail_server_is_spoken_to_as_it_is_said() -> None:
    given = pods()["notifications-worker"].variables

    Facteur(given["SMTP_HOST"], int(given["SMTP_PORT"]), tls=given["SMTP_TLS"]).fermer()  # type: ignore[arg-type]


def test_the_files_that_variables_name_are_mounted() -> None:
    """Every pod has the variable of the directory; notifications and the console open the file."""
    named = {
        "SSL_CERT_FILE": PROCESSES,
        "DIRECTORY_PATH": DIRECTORY,
        "COMPTES": pods().keys() - {PAGE},
    }
    for variable, names in named.items():
        for name in names:
            pod = pods()[name]
            mounts = [each["mountPath"] for each in pod.container["volumeMounts"]]
            assert str(Path(pod.variables[variable]).parent) in mounts


def test_production_speaks_to_no_server_in_clear_and_checks_its_name() -> None:
    variables = pods()["installation"].variables

    assert variables["PGSSLMODE"] == "verify-full"
    assert variables["AMQP_URI"].startswith("amqps://")
    assert variables["RABBITMQ_API"].startswith("https://")
    assert variables["SMTP_TLS"] != "non"

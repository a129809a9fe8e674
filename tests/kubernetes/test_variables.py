"""What the manifests say to the processes is what the processes read."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from console.execution.services import BUILDERS
from console.installation.secrets import preparer
from services.notifications.courriels.effects.envoi import Facteur
from shared.runtime.settings import broker, from_environment
from tests.architecture.readme import HELD, SETTINGS, quoted, read_as
from tests.kubernetes.built import COMPOSE, PROCESSES, pods

LIBRARIES = {"SSL_CERT_FILE", "PGSSLMODE", "PGSSLROOTCERT"}
"""Read by OpenSSL and libpq."""

IN_THE_IMAGE = {"LOG_FORMAT"}
DIRECTORY = ("notifications-service", "notifications-worker", "console")


@pytest.fixture(params=BUILDERS)
def service(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A service in the environment of its pod, with secrets made for it."""
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
    known = pods()["installation"].variables.keys() - LIBRARIES

    assert {each for each in known if not read_as(each) & HELD} == set()


def test_what_docker_compose_says_is_said() -> None:
    """But for what is empty there unless the operator says it."""
    for ours, theirs in {"funding-worker": "funding", "installation": "installation"}.items():
        said = COMPOSE["services"][theirs]["environment"].items()
        wanted = {name for name, value in said if not value.endswith(":-}")} - IN_THE_IMAGE
        assert wanted <= pods()[ours].variables.keys()


def test_a_process_finds_its_base_and_its_broker(service: str) -> None:
    known = pods()[f"{service}-worker"].variables
    url, uri = make_url(from_environment(service).sql_url), broker(service)

    assert (url.host, url.database, url.username) == (known["POSTGRES_HOST"], service, service)
    assert url.password and f"//{service}:" in uri
    assert uri.rpartition("@")[2] == known["AMQP_URI"].partition("//")[2]


def test_the_mail_server_is_spoken_to_as_it_is_said() -> None:
    known = pods()["notifications-worker"].variables

    Facteur(known["SMTP_HOST"], int(known["SMTP_PORT"]), tls=known["SMTP_TLS"]).fermer()  # type: ignore[arg-type]


def test_the_files_that_variables_name_are_mounted() -> None:
    """All are told where the directory is; notifications opens it, and the console for it."""
    named = {"SSL_CERT_FILE": PROCESSES, "DIRECTORY_PATH": DIRECTORY}
    for variable, names in named.items():
        for name in names:
            pod = pods()[name]
            mounts = [each["mountPath"] for each in pod.container["volumeMounts"]]
            assert str(Path(pod.variables[variable]).parent) in mounts


def test_production_speaks_to_no_server_in_clear_and_checks_its_name() -> None:
    known = pods()["installation"].variables

    assert known["PGSSLMODE"] == "verify-full"
    assert known["AMQP_URI"].startswith("amqps://")
    assert known["RABBITMQ_API"].startswith("https://")
    assert known["SMTP_TLS"] != "non"

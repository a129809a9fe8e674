"""Log lines can be read by a program, name their message, and hold no personal data."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from io import StringIO
from pathlib import Path
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from pydantic import BaseModel

from services.notifications.courriels.effects.envoi import Facteur
from shared.clock import SystemClock
from shared.delivery.wire import raw_message_of
from shared.log.readers import Effect
from shared.observability import logs
from shared.observability.redaction import LoggableError, summary
from shared.observability.traces import Trace
from shared.read_model import ReadModel
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from tests.bus.emetteur import nouvelle
from tests.bus.harnais import FILE, OPTIONS
from tests.bus.lecteur import build
from tests.observability.faits import RecordingBus
from tests.observability.processus import Processus
from tests.servers.addresses import Servers, free_port, inherited
from tests.servers.children import ROOT
from tests.servers.isolation import databases, sqlalchemy_url
from tests.shared.registre import Registre, composant, inscrire

NOM, ADRESSE = "Jeanne Durand", "jeanne.durand@mairie.example"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
logger = logging.getLogger("essai")


@pytest.fixture(params=["json", "text"])
def journal(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """The lines that a process would write on stderr, in each format."""
    written, root = StringIO(), logging.getLogger()
    handler = logs.handler("notifications", "worker", request.param, written)
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


@pytest.fixture
def lecteur(tmp_path: Path) -> Iterator[Component]:
    options = {**OPTIONS, "DOCUMENTS": str(tmp_path)}
    component = build(embedded("lecteur", tmp_path, SystemClock(), options))
    component.projection_readers()
    yield component
    component.close()


def discreet(journal: StringIO) -> str:
    """The lines written; asserts that there are some, with nothing about the person."""
    written = journal.getvalue()
    assert written and not {each for each in (NOM, ADRESSE, "jeanne") if each in written}
    return written


@pytest.mark.parametrize("journal", ["json"], indirect=True)
def test_a_line_says_when_what_who_and_about_which_message(
    lecteur: Component, journal: StringIO
) -> None:
    fait = nouvelle(UUID(int=15), "PANNE 1")
    trace = Trace(f"00-{TRACE}-00f067aa0ba902b7-01")
    lecteur.reception.take(raw_message_of(FILE, replace(fait, trace=trace)))

    [line] = [json.loads(each) for each in journal.getvalue().splitlines()]
    assert line.pop("time")
    assert line == {
        "level": "WARNING",
        "logger": "shared.delivery.reception",
        "message": "lecteur : nouvel essai : Panne",
        "service": "notifications",
        "role": "worker",
        "message_id": str(fait.body.message_id),
        "correlation": str(fait.correlation),
        "trace_id": TRACE,
    }


def test_a_handler_that_fails_on_somebody_logs_where_and_not_whom(
    lecteur: Component, journal: StringIO
) -> None:
    lecteur.reception.hand_over(FILE, nouvelle(UUID(int=15), f"PANNE TANT QUE {ADRESSE}"))
    lecteur.reception.hand_over(FILE, nouvelle(UUID(int=16), f"{NOM} PANNE {ADRESSE}"))
    (lecteur.service.folder / ADRESSE).touch()  # type: ignore[attr-defined]
    failing = nouvelle(UUID(int=17), f"PANNE TANT QUE {ADRESSE}")
    lecteur.reception.hand_over(FILE, failing)

    [row] = lecteur.parking.all()
    written = discreet(journal)
    assert ADRESSE in row["erreur"]
    assert "Panne" in written and "lecteur.py" in written


class Unwelcoming:
    """A mail server that quotes the recipient that it refuses."""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, *recipient: Any) -> str:
        return f"535 5.7.8 <{ADRESSE}> ({NOM}) refused"


@pytest.fixture
def unwelcoming() -> Iterator[int]:
    controller = Controller(Unwelcoming(), hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller.port
    controller.stop()


def test_an_e_mail_refused_by_name_is_logged_without_it(
    tmp_path: Path, unwelcoming: int, journal: StringIO
) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "ici@example.org", f"{NOM} <{ADRESSE}>"
    facteur = Facteur("127.0.0.1", unwelcoming)

    def perform(event: Any, prepared: Any) -> Any:
        facteur.remettre(message)

    settings = embedded("registres", tmp_path, SystemClock(), {})
    component = composant(settings, Effect(Registre.NomEcrit, perform))
    inscrire(component.service, NOM)  # type: ignore[arg-type]
    try:
        component.readers(RecordingBus())[-1].run()
    except Exception:
        logger.exception("%s est en échec, nouvel essai", "notifications.effects")
    facteur.fermer()
    component.close()

    written = discreet(journal)
    assert "RemiseImpossible" in written and "SMTPRecipientsRefused" in written


def test_a_database_that_quotes_a_row_is_logged_without_it(
    servers: Servers, journal: StringIO
) -> None:
    with databases(servers, ["vide"]) as urls:
        model = ReadModel(sqlalchemy_url(urls["vide"]))
        with model.transaction() as connection:
            connection.exec_driver_sql("CREATE TABLE gens (adresse TEXT PRIMARY KEY)")
        for _ in range(2):
            try:
                with model.transaction() as connection:
                    connection.exec_driver_sql("INSERT INTO gens VALUES (%s)", (ADRESSE,))
            except Exception as error:
                assert ADRESSE in str(error)
                logger.exception("Enregistrement impossible : %s", error)
        model.close()

    assert "UniqueViolation : 23505" in discreet(journal)


class Fiche(BaseModel):
    age: int


def refused() -> Exception:
    """An error of pydantic, which quotes the value that it refuses."""
    try:
        Fiche.model_validate({"age": ADRESSE})
    except ValueError as error:
        return error
    raise AssertionError


@pytest.mark.parametrize(
    "error, expected",
    [
        (ValueError(ADRESSE), "ValueError"),
        (SMTPDataError(550, ADRESSE.encode()), "SMTPDataError : 550"),
        (SMTPRecipientsRefused({ADRESSE: (550, b"")}), "SMTPRecipientsRefused"),
        (ConnectionRefusedError(111, "Connection refused"), "ConnectionRefusedError : Connection"),
        (FileNotFoundError(2, "No such file", ADRESSE), "FileNotFoundError : No such file"),
        (LoggableError("Rien ne part."), "LoggableError : Rien ne part."),
        (refused(), "ValidationError"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_what_an_error_may_say(error: Exception, expected: str, journal: StringIO) -> None:
    logger.error("Échec : %s", error)
    logger.error("Échec : %(erreur)r", {"erreur": error})
    logger.error(error)

    assert summary(error).startswith(expected)
    assert discreet(journal).count(type(error).__name__) == 3


def test_what_nobody_catches_is_logged_the_same(journal: StringIO) -> None:
    try:
        try:
            raise ValueError(ADRESSE)
        except ValueError as error:
            raise RuntimeError(NOM) from error
    except RuntimeError as error:
        logs.uncaught(type(error), error, error.__traceback__)

    written = discreet(journal)
    assert written.index("ValueError") < written.index("RuntimeError")


def test_each_line_of_both_processes_is_json(service: Processus, worker: Processus) -> None:
    for processus, role in ((service, "service"), (worker, "worker")):
        lines = [json.loads(line) for line in processus.logs().splitlines()]
        assert {(line["service"], line["role"]) for line in lines} == {("funding", role)}


def test_a_process_that_dies_says_so_without_a_name() -> None:
    source = (
        "from shared.observability.logs import configure\n"
        "configure('funding', 'worker', 'json')\n"
        f"raise ValueError('{ADRESSE}')\n"
    )
    died = subprocess.run(
        [sys.executable, "-c", source],
        cwd=ROOT,
        env=inherited(),
        capture_output=True,
        text=True,
        check=False,
    )

    line = json.loads(died.stderr)
    assert (died.returncode, line["level"]) == (1, "CRITICAL")
    assert ADRESSE not in died.stderr


def test_what_libraries_say_otherwise_is_json_as_well() -> None:
    """Warnings, early or late, and what is written on stderr or printed of an ignored error."""
    said = spoken(
        "import sys, warnings",
        "from shared.observability import early, logs",
        "early.keep()",
        "warnings.warn('tôt')",
        "logs.configure('funding', 'service', 'json')",
        "warnings.warn('tard')",
        "print('en deux', end=' ', file=sys.stderr)",
        "print('fois', file=sys.stderr)",
        "class Ignored:",
        "    def __del__(self): raise ValueError",
        "Ignored()",
        "import logging; logging.getLogger('kombu').warning('de kombu')",
    )

    written = [json.loads(line) for line in said.splitlines()]
    texts = [(line["logger"], line["message"]) for line in written]
    assert [any(word in text for _, text in texts) for word in ("tôt", "tard")] == [True, True]
    assert ("stderr", "en deux fois") in texts
    assert ("kombu", "de kombu") in texts
    assert any(text.startswith("Exception ignored in") for _, text in texts)


def test_a_refusal_to_start_is_one_line_of_json() -> None:
    said = spoken(
        "import sys",
        "sys.argv = ['france-services', 'run', 'funding', '--role', 'worker']",
        "from console.entry import main",
        "main()",
        LOG_FORMAT="json",
        MASTER_KEY="",
    )

    [line] = [json.loads(each) for each in said.splitlines()]
    assert (line["level"], line["service"], line["role"]) == ("ERROR", "funding", "worker")
    assert line["message"].startswith("Refusé : La variable ")


def spoken(*lines: str, **variables: str) -> str:
    """What a process that runs these lines writes on stderr."""
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", "\n".join(lines)],
        cwd=ROOT,
        env={**inherited(), **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr


def test_what_a_message_quotes_neither_forges_a_line_nor_speaks_to_a_terminal(
    journal: StringIO,
) -> None:
    forged = "Estives\n2026-01-01 00:00:00,000 INFO essai : tout va bien\x1b[2J\x9b1m\u202e"

    logger.warning("Nom : %s", forged)

    lines = journal.getvalue().splitlines()
    assert not any(character in journal.getvalue() for character in "\x1b\x9b")
    assert sum("WARNING" in line for line in lines) == 1
    assert not any(line.startswith("2026-01-01") for line in lines)

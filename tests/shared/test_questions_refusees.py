"""Les questions refusées : une ligne par jour et par raison, leur nombre borné, leur temps."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path

import psycopg
import pytest
from prometheus_client import REGISTRY

from shared.clock import PARIS, SimulatedClock
from shared.delivery.refused_questions import OTHERS, Purge, Refusals
from shared.limits import GARDE_DES_REFUS, REFUS_D_UN_COMPTE_PAR_JOUR
from shared.observability.metrics import PREFIX
from shared.read_model import ReadModel
from shared.statements import Row
from tests.servers.addresses import Servers
from tests.servers.isolation import databases, sqlalchemy_url

DEBUT = datetime(2026, 3, 1, 8, tzinfo=PARIS)
UN_JOUR = timedelta(days=1)
QUESTION, RAISON = "audit.cibles", "rôles admis : DITP"


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(DEBUT)


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def model(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ReadModel]:
    if request.param == "SQLite":
        with closing(ReadModel(f"sqlite:///{tmp_path}/lu.sqlite")) as opened:
            yield opened
        return
    servers: Servers = request.getfixturevalue("servers")
    with databases(servers, ["audit"]) as urls:
        with closing(ReadModel(sqlalchemy_url(urls["audit"]))) as opened:
            yield opened


@pytest.fixture
def refusals(model: ReadModel) -> Refusals:
    return Refusals(model)


Refuser = Callable[..., None]


@pytest.fixture
def refuser(refusals: Refusals, clock: SimulatedClock) -> Refuser:
    def refuser(compte: str = "presse", raison: str = RAISON, **parametres: str) -> None:
        refusals.keep(compte, QUESTION, parametres, raison, clock.now())

    return refuser


def lignes(refusals: Refusals, compte: str = "") -> list[Row]:
    return refusals.since("", compte)


def test_le_meme_refus_du_meme_jour_est_une_ligne_qui_dit_combien_et_quand(
    refusals: Refusals, refuser: Refuser, clock: SimulatedClock
) -> None:
    for heure in range(3):
        clock.advance(DEBUT + timedelta(hours=heure))
        refuser(tirage=f"{heure}")

    [ligne] = lignes(refusals)
    assert (ligne["nombre"], ligne["parametres"]) == (3, '{"tirage":"2"}')
    instants = [datetime.fromisoformat(ligne[each]) for each in ("premiere", "derniere")]
    assert [each.astimezone(PARIS).hour for each in instants] == [8, 10]


def test_un_autre_jour_a_paris_un_autre_compte_une_autre_raison_ont_leur_ligne(
    refusals: Refusals, refuser: Refuser, clock: SimulatedClock
) -> None:
    clock.advance(datetime(2026, 3, 1, 23, 59, tzinfo=PARIS))
    refuser()
    refuser("annuaire")
    refuser(raison="elle porte sur 23")
    clock.advance(datetime(2026, 3, 2, 0, 1, tzinfo=PARIS))
    refuser()

    assert [each["nombre"] for each in lignes(refusals)] == [1] * 4
    assert len(lignes(refusals, "presse")) == 3


def test_un_compte_ne_choisit_pas_combien_de_lignes_sont_gardees_de_lui(
    refusals: Refusals, refuser: Refuser
) -> None:
    au_plus = REFUS_D_UN_COMPTE_PAR_JOUR.valeur
    for rang in range(au_plus + 10):
        refuser(raison=f"elle porte sur {rang}")
    refuser(raison="elle porte sur 0")
    refuser("annuaire")

    gardees = lignes(refusals, "presse")
    assert len(gardees) == au_plus + 1
    [autres] = [each for each in gardees if each["question"] == OTHERS]
    assert (autres["nombre"], autres["parametres"]) == (10, "{}")
    assert {each["detail"]: each["nombre"] for each in gardees}["elle porte sur 0"] == 2
    assert len(lignes(refusals, "annuaire")) == 1


def test_ce_qui_est_garde_d_une_ligne_est_borne(refusals: Refusals, refuser: Refuser) -> None:
    refuser(raison="r" * 10_000, structure="s" * 10_000)

    [ligne] = lignes(refusals)
    assert {len(ligne[each]) for each in ("detail", "parametres")} == {500}


def test_le_travailleur_efface_ce_qui_a_fait_son_temps_et_dit_combien(
    refusals: Refusals, refuser: Refuser, clock: SimulatedClock, caplog: pytest.LogCaptureFixture
) -> None:
    purge, avant = Purge("audit", refusals, clock), effacees()
    refuser()
    refuser("annuaire")
    clock.advance(DEBUT + UN_JOUR)
    refuser()
    echeance = purge.next_due()
    assert purge.run() == 0

    assert echeance
    clock.advance(datetime.fromisoformat(echeance))
    with caplog.at_level("INFO"):
        assert purge.run() == 2
    assert purge.run() == 0
    assert clock.now().astimezone(PARIS).date() - DEBUT.date() == timedelta(
        days=GARDE_DES_REFUS.valeur + 1
    )
    assert [each["jour"] for each in lignes(refusals)] == ["2026-03-02"]
    assert "audit : 2 lignes de questions refusées effacées." in caplog.messages
    assert effacees() == avant + 2


def effacees() -> float:
    labels = {"service": "audit", "table": "questions_refusees"}
    return REGISTRY.get_sample_value(f"{PREFIX}purged_rows_total", labels) or 0.0


def test_rien_n_attend_quand_rien_n_est_garde(refusals: Refusals, clock: SimulatedClock) -> None:
    assert Purge("audit", refusals, clock).next_due() is None


def test_les_lignes_d_avant_sont_comptees_par_jour_de_paris(servers: Servers) -> None:
    instants = ("2026-03-01T22:59:00", "2026-03-01T23:01:00", "2026-03-02T08:00:00")
    with databases(servers, ["vierge"]) as urls, psycopg.connect(urls["vierge"]) as session:
        session.execute(migration("0008_questions_refusees"))
        for moment in instants:
            row = (f"{moment}.000000+00:00", "presse", QUESTION, "{}", RAISON)
            session.execute("INSERT INTO questions_refusees VALUES (%s, %s, %s, %s, %s)", row)
        session.execute(migration("0010_questions_refusees_par_jour"))
        gardees = session.execute(
            "SELECT jour, nombre, premiere, derniere FROM questions_refusees ORDER BY jour"
        ).fetchall()

    [avant, deux] = [[*map(str, each)] for each in gardees]
    assert avant[:2] == ["2026-03-01", "1"] and deux[:2] == ["2026-03-02", "2"]
    assert [each[:16] for each in deux[2:]] == ["2026-03-01T23:01", "2026-03-02T08:00"]


def migration(name: str) -> bytes:
    return (files("shared") / "tables" / f"{name}.sql").read_bytes()

"""Les questions par HTTP, sur PostgreSQL : le rôle du processus lit, et ne change rien."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors, sql

from console.execution.services import BUILDERS
from shared.http.problems import PROBLEMS
from shared.limits import DUREE_D_UNE_QUESTION
from tests.questions.serveur_http import Serveur, attendre, lance, ouvrir_les_comptes
from tests.servers.addresses import Servers
from tests.servers.lecture import Bases, bases_lues

COMPTES = {"public": {"roles": ("PUBLIC",)}}
COMPTAGE = "/v1/labellisation/comptes?au=2020-02-10"
REFUSEES = "SELECT compte, question, nombre FROM questions_refusees"
ECRITURES = (
    "INSERT INTO messages_retenus SELECT * FROM messages_retenus",
    "INSERT INTO labellisation_events SELECT * FROM labellisation_events",
    "UPDATE dossiers SET etat = 'LABELLISEE'",
    "DELETE FROM questions_refusees",
    "UPDATE questions_refusees SET compte = 'un autre'",
    "UPDATE questions_refusees SET premiere = derniere",
    "CREATE TABLE porte (n int)",
)


@pytest.fixture(scope="module")
def bases(servers: Servers) -> Iterator[Bases]:
    with bases_lues(servers) as lues:
        yield lues


@pytest.fixture(scope="module")
def serveur(bases: Bases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    dossier = tmp_path_factory.mktemp("http")
    gardien = ouvrir_les_comptes(dossier, COMPTES)
    with lance(None, gardien, bases.environnement(dossier)) as lance_:
        yield lance_


def test_le_processus_repond_et_n_enregistre_que_les_refus(serveur: Serveur, bases: Bases) -> None:
    jeton = serveur.gardien.donner("public")
    dossier = "/v1/labellisation/dossier?structure_id=00000000-0000-0000-0000-000000000404"

    assert serveur.demander(COMPTAGE, jeton).json()["contenu"]["labellisees"] == 0
    assert [serveur.demander(dossier, jeton).status_code for _ in range(2)] == [403] * 2
    with psycopg.connect(bases.administree("labellisation")) as session:
        assert session.execute(REFUSEES).fetchall() == [("public", "labellisation.dossier", 2)]
    assert "labellisation : tables" in serveur.sonde("/readyz").json()["controles"]


@pytest.mark.parametrize("ecriture", ECRITURES)
def test_son_role_n_ecrit_rien_d_autre(bases: Bases, ecriture: str) -> None:
    with psycopg.connect(bases.en_lecteur("labellisation")) as session:
        with pytest.raises(errors.InsufficientPrivilege):
            session.execute(ecriture.encode())


@pytest.mark.parametrize("service", BUILDERS)
def test_son_role_lit_chaque_base_sans_y_rester(bases: Bases, service: str) -> None:
    with psycopg.connect(bases.en_lecteur(service)) as session:
        session.execute("SELECT * FROM lecture_position")
        [(duree,)] = session.execute("SHOW statement_timeout").fetchall()

    assert duree == f"{DUREE_D_UNE_QUESTION.valeur}s"


def test_une_base_qui_ne_repond_plus_se_dit_puis_revient(serveur: Serveur, bases: Bases) -> None:
    jeton, base = serveur.gardien.donner("public"), bases.urls["labellisation"].database or ""

    fermer(bases, base, ouverte=False)
    absente = serveur.demander(COMPTAGE, jeton)
    prete = serveur.sonde("/readyz")
    fermer(bases, base, ouverte=True)
    attendre(lambda: serveur.demander(COMPTAGE, jeton).status_code == 200)

    assert absente.status_code == 503 and absente.headers["retry-after"] == "5"
    assert absente.json()["type"] == f"{PROBLEMS}BaseInjoignable"
    assert prete.status_code == 503 and prete.json()["etat"] == "en défaut"


def fermer(bases: Bases, base: str, *, ouverte: bool) -> None:
    """Ferme cette base à tous, et coupe qui y est ; ou la rouvre."""
    droit = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    coupe = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(bases.administration, autocommit=True) as session:
        session.execute(droit.format(sql.Identifier(base), sql.Literal(ouverte)))
        if not ouverte:
            session.execute(coupe, [base])

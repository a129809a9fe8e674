"""Une panne s'attend ; la faute d'un événement le met de côté."""

import os
from collections.abc import Callable, Iterator
from errno import EACCES, ENAMETOOLONG, ENOSPC
from smtplib import SMTPServerDisconnected

import pytest
from eventsourcing import persistence
from sqlalchemy import text

from shared.log.causes import Outage, described, is_outage
from shared.read_model import ReadModel
from shared.statements import COPIED, Statement, Transaction, apply_all, rows
from tests.servers.addresses import Servers
from tests.servers.isolation import databases, sqlalchemy_url

TABLE = "CREATE TABLE petite (cle TEXT PRIMARY KEY, n INTEGER NOT NULL)"
LONG = os.urandom(4000).hex()
"""PostgreSQL ne le met dans aucun index, et le dit comme une panne."""


@pytest.mark.parametrize(
    "error",
    [
        Outage("absent"),
        OSError(ENOSPC, "plus de place"),
        OSError(EACCES, "interdit"),
        ConnectionResetError(),
        TimeoutError(),
        SMTPServerDisconnected(),
        persistence.OperationalError(),
    ],
    ids=repr,
)
def test_un_serveur_ou_un_disque_absent_est_une_panne(error: Exception) -> None:
    assert is_outage(error)


@pytest.mark.parametrize(
    "error",
    [
        ValueError(),
        RecursionError(),
        MemoryError(),
        OSError(ENAMETOOLONG, "nom trop long"),
        UnicodeEncodeError("utf-8", "\ud800", 0, 1, "moitié"),
        persistence.MapperDeserialisationError(),
    ],
    ids=repr,
)
def test_ce_que_dit_l_evenement_n_en_est_pas_une(error: Exception) -> None:
    assert not is_outage(error)


@pytest.fixture(scope="module")
def model(servers: Servers) -> Iterator[ReadModel]:
    with databases(servers, ["petite"]) as urls:
        model = ReadModel(sqlalchemy_url(urls["petite"]), creates=True)
        model.create([TABLE])
        yield model
        model.close()


def seule(connection: Transaction, statement: Statement) -> None:
    connection.execute(text(statement[0]), statement[1])


def parmi_d_autres(connection: Transaction, statement: Statement) -> None:
    """Comme un lecteur du journal envoie les lignes d'une page."""
    autre = "INSERT INTO petite VALUES (:cle, :n)", {"cle": "autre", "n": 0}
    apply_all(connection, [autre, ("SELECT 1", {}), statement, statement, ("SELECT 2", {})])


ENVOIS = pytest.mark.parametrize("envoyer", [seule, parmi_d_autres])
Envoi = Callable[[Transaction, Statement], None]


@ENVOIS
@pytest.mark.parametrize(
    "ligne, code",
    [
        ({"cle": "a\x00b", "n": 1}, "DataError"),
        ({"cle": "moitié \ud83d", "n": 1}, "UnicodeEncodeError"),
        ({"cle": LONG, "n": 1}, "54000"),
        ({"cle": "grand", "n": 2**31}, "22003"),
        ({"cle": "enorme", "n": 2**63}, "22003"),
        ({"cle": "texte", "n": "douze"}, "22P02"),
        ({"cle": "liste", "n": {"a": 1}}, "ProgrammingError"),
        ({"cle": "vide", "n": None}, "23502"),
    ],
    ids=["nul", "moitié", "long", "grand", "énorme", "texte", "objet", "vide"],
)
def test_ce_que_postgresql_ne_peut_ecrire_n_est_pas_une_panne_et_se_dit_sans_valeur(
    model: ReadModel, ligne: dict[str, object], code: str, envoyer: Envoi
) -> None:
    with pytest.raises(Exception) as refus, model.transaction() as connection:
        envoyer(connection, ("INSERT INTO petite VALUES (:cle, :n)", ligne))

    assert not is_outage(refus.value)
    assert code in described(refus.value)
    assert str(ligne["cle"]) not in described(refus.value)


@ENVOIS
@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO absente VALUES (1)",
        "SELECT absente FROM petite",
        "SELECT pg_terminate_backend(pg_backend_pid())",
        "SELECT pg_sleep(5)",
    ],
)
def test_une_table_absente_ou_une_base_qui_lache_est_une_panne(
    model: ReadModel, sql: str, envoyer: Envoi
) -> None:
    with pytest.raises(Exception) as panne, model.transaction() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 1000"))
        envoyer(connection, (sql, {}))

    assert is_outage(panne.value)
    assert model.query("SELECT 1 AS un") == [{"un": 1}]


@pytest.mark.parametrize("colonnes", ["", " (cle, n)"])
def test_beaucoup_de_lignes_sont_ecrites_comme_une_a_une(model: ReadModel, colonnes: str) -> None:
    """Avec ce que COPY a de propre à lui : ses séparateurs, son échappement, sa fin."""
    textes = ["\t", "\n", "\\", "\\N", "\\.", "", "é\r\n", '"', "'", "%s", ":n"]
    textes += [f"n° {rang}" for rang in range(COPIED)]
    ecrire = f"INSERT INTO petite{colonnes} VALUES (:cle, :n)"
    lignes = [{"n": rang, "cle": texte} for rang, texte in enumerate(textes)]
    with model.transaction() as connection:
        apply_all(connection, [(ecrire, ligne) for ligne in lignes])
        lues = rows(connection, "SELECT n, cle FROM petite ORDER BY n", {})
        connection.rollback()

    assert lues == lignes


@pytest.mark.parametrize(
    "ligne", [{"cle": "1", "n": 1}, {"cle": "a\x00b", "n": 1}, {"cle": "vide", "n": None}]
)
def test_parmi_beaucoup_de_lignes_une_seule_fautive_n_est_pas_une_panne(
    model: ReadModel, ligne: dict[str, object]
) -> None:
    ecrire = "INSERT INTO petite VALUES (:cle, :n)"
    lignes = [{"cle": str(rang), "n": rang} for rang in range(COPIED)]
    with pytest.raises(Exception) as refus, model.transaction() as connection:
        apply_all(connection, [(ecrire, each) for each in (*lignes, ligne)])

    assert not is_outage(refus.value)
    assert model.query("SELECT * FROM petite") == []


def test_des_lignes_envoyees_ensemble_sont_ecrites_dans_l_ordre(model: ReadModel) -> None:
    ecrire, changer = "INSERT INTO petite VALUES (:cle, 1)", "UPDATE petite SET n = n * :par + 1"
    statements: list[Statement] = [
        (ecrire, {"cle": "a"}),
        (changer, {"par": 2}),
        (ecrire, {"cle": "b"}),
        (changer, {"par": 3}),
        (changer, {"par": 5}),
    ]
    with model.transaction() as connection:
        apply_all(connection, statements)
        lues = rows(connection, "SELECT cle, n FROM petite ORDER BY cle", {})
        connection.rollback()

    assert lues == [{"cle": "a", "n": 51}, {"cle": "b", "n": 21}]


def test_une_base_en_lecture_seule_est_une_panne(model: ReadModel) -> None:
    with pytest.raises(Exception) as panne, model.transaction() as connection:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        connection.execute(text("INSERT INTO petite VALUES ('a', 1)"))

    assert is_outage(panne.value)

"""The same statements on SQLite and PostgreSQL: lists, texts, transactions, lost connections."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from shared.read_model import AWAY, ReadModel
from shared.statements import apply, apply_all, changed, rows
from tests.shared.magasins import Magasin

TABLE = "CREATE TABLE towns (name TEXT PRIMARY KEY, people BIGINT)"
INSERT = "INSERT INTO towns VALUES (:name, :people)"
AMONG = "SELECT name FROM towns WHERE name IN :listed ORDER BY name"
CUT = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
TOWNS = {"Allanche": 800, "Murat": 1900, "Salers": 300}


@pytest.fixture
def model(durable: Magasin) -> Iterator[ReadModel]:
    with closing(ReadModel(durable.sql_url, creates=True)) as model:
        model.create([TABLE])
        with model.transaction() as connection:
            apply_all(connection, ((INSERT, {"name": n, "people": p}) for n, p in TOWNS.items()))
        yield model


@pytest.mark.parametrize("listed", [[], ["Murat"], ["Salers", "Allanche", "Paris", "l'Été"]])
def test_a_list_is_one_parameter(model: ReadModel, listed: list[str]) -> None:
    found = model.query(AMONG, {"listed": listed})

    assert found == [{"name": each} for each in sorted(TOWNS) if each in listed]


def test_a_list_of_numbers_is_one_too(model: ReadModel) -> None:
    found = model.query("SELECT name FROM towns WHERE people IN :listed", {"listed": [300, 5]})

    assert found == [{"name": "Salers"}]


def test_a_percent_sign_and_a_name_used_twice_are_what_they_say(model: ReadModel) -> None:
    sql = "SELECT name FROM towns WHERE name LIKE 'M%' OR (name = :it AND :it <> '%s')"

    assert model.query(sql, {"it": "Salers"}) == [{"name": "Murat"}, {"name": "Salers"}]


def test_it_says_how_many_rows_it_changed(model: ReadModel) -> None:
    with model.transaction() as connection:
        assert (
            changed(connection, ("UPDATE towns SET people = 0 WHERE people < :n", {"n": 900})) == 2
        )


def test_after_a_query_a_transaction_is_still_undone_whole(model: ReadModel) -> None:
    """A query is alone in its transaction; the connection, which others get, keeps no trace."""
    model.query("SELECT 1 AS one")
    with pytest.raises(ZeroDivisionError), model.transaction() as connection:
        apply(connection, (INSERT, {"name": "Vic", "people": 1}))
        assert len(rows(connection, "SELECT * FROM towns", {})) == 4
        _ = 1 / 0

    assert len(model.query("SELECT * FROM towns")) == 3


def test_connections_that_the_server_cut_are_all_forgotten_at_the_first_error(
    postgres: Magasin,
) -> None:
    with closing(ReadModel(postgres.sql_url)) as model, closing(ReadModel(postgres.sql_url)) as by:
        with model.transaction() as one, model.transaction() as two:
            rows(one, "SELECT 1", {})
            rows(two, "SELECT 1", {})
        by.query(CUT)

        with pytest.raises(AWAY):
            model.query("SELECT 1 AS one")

        assert [model.query("SELECT 1 AS one") for _ in range(3)] == [[{"one": 1}]] * 3

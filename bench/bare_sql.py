"""The SQL of a question alone: the same statements, sent by the driver, and their rows read."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg

from console.execution.services import published
from shared.questions.asking import Reponse, ask
from shared.read_model import ReadModel
from shared.runtime.component import Component
from shared.statements import Driver, Psycopg, Row, Sqlite

Statements = Sequence[tuple[str, Row]]
Send = Callable[[Statements], None]


class Noting(ReadModel):
    """The same tables; keeps what is asked of them."""

    def __init__(self, url: str) -> None:
        self.noted: list[tuple[str, Row]] = []
        super().__init__(url)

    def query(self, sql: str, parameters: Row | None = None) -> list[dict[str, Any]]:
        self.noted.append((sql, parameters or {}))
        return super().query(sql, parameters)


def statements_of(component: Component, name: str, given: Row, limit: int) -> Statements:
    """What this question asks of the tables for these parameters, and a first page."""
    url = component.model.engine.url.render_as_string(hide_password=False)
    with closing(Noting(url)) as model:
        noting = replace(component, model=model)
        answer = ask(noting, published(component.name), None, name, given, None, limit)
        assert isinstance(answer, Reponse), answer
        return model.noted


@contextmanager
def to_file(path: Path) -> Iterator[Send]:
    with closing(sqlite3.connect(path)) as raw:
        yield sending(Sqlite(raw))


@contextmanager
def to_server(url: str) -> Iterator[Send]:
    with psycopg.connect(url, autocommit=True) as raw:
        yield sending(Psycopg(raw))


def sending(driver: Driver) -> Send:
    def send(statements: Statements) -> None:
        for sql, parameters in statements:
            driver.execute(sql, parameters).fetchall()

    return send

"""The questions that an account was not allowed to ask, each recorded."""

from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

from shared.messages.raw import storable
from shared.read_model import ReadModel
from shared.statements import Row, apply

KEPT = 500
"""The characters kept of what the account asked."""

TABLE = """CREATE TABLE IF NOT EXISTS questions_refusees (
    le TEXT NOT NULL, compte TEXT NOT NULL, question TEXT NOT NULL, parametres TEXT NOT NULL,
    detail TEXT NOT NULL)"""
KEEP = "INSERT INTO questions_refusees VALUES (:le, :compte, :question, :parametres, :detail)"
LIST = """SELECT * FROM questions_refusees
    WHERE le >= :depuis AND (:compte = '' OR compte = :compte)
    ORDER BY le, compte, question LIMIT :limite"""


class Refusals:
    """A table of the service's own database."""

    def __init__(self, model: ReadModel) -> None:
        self.model = model
        model.create([TABLE])

    def keep(
        self, account: str, question: str, given: Mapping[str, Any], why: object, at: str
    ) -> None:
        row = {
            "le": at,
            "compte": account,
            "question": question,
            "parametres": storable(to_json(dict(given)).decode())[:KEPT],
            "detail": str(why),
        }
        with self.model.transaction() as connection:
            apply(connection, (KEEP, row))

    def since(self, day: str, account: str = "", limit: int = 1000) -> list[Row]:
        """Those refused from this instant on, oldest first; of one account, or of all."""
        asked = {"depuis": day, "compte": account, "limite": limit}
        return [*self.model.query(LIST, asked)]

"""The facts that the relay set aside, then told: after others, which were recorded later."""

from collections.abc import Sequence

from shared.log.set_aside import INDEXES, TABLE
from shared.read_model import ReadModel
from shared.statements import Row, Transaction, apply

TOLD_LATE = """CREATE TABLE IF NOT EXISTS faits_dits_en_retard (
    rang BIGINT NOT NULL PRIMARY KEY, position BIGINT NOT NULL UNIQUE, apres BIGINT NOT NULL)"""
KEEP = """INSERT INTO faits_dits_en_retard (rang, position, apres)
    SELECT (SELECT COALESCE(MAX(rang), 0) + 1 FROM faits_dits_en_retard),
        CAST(:position AS BIGINT), MAX(atteinte) FROM (
        SELECT position AS atteinte FROM lecture_position WHERE lecteur = :lecteur
        UNION ALL SELECT apres FROM faits_dits_en_retard
        UNION ALL SELECT CAST(:position AS BIGINT)) AS jusque_la
    WHERE 1 = 1 ON CONFLICT (position) DO NOTHING"""
AFTER = """SELECT rang, position, apres FROM faits_dits_en_retard
    WHERE rang > :rang AND apres <= :borne ORDER BY rang LIMIT :limite"""
OUT_OF_PLACE = """SELECT position FROM faits_dits_en_retard
    WHERE position > :depuis AND position <= :fin
    UNION SELECT position FROM evenements_mis_de_cote
    WHERE lecteur = :lecteur AND position > :depuis AND position <= :fin"""
AT_RANK = "SELECT position FROM faits_dits_en_retard WHERE rang = :rang"
LAST = "SELECT COALESCE(MAX(rang), 0) AS rang FROM faits_dits_en_retard WHERE apres < :borne"
WAITING = """SELECT COUNT(*) AS n FROM evenements_mis_de_cote
    WHERE lecteur = :lecteur AND etat <> 'ECARTE' AND position <= :fin"""

ENDLESS = 2**63 - 1


class ToldLate:
    """A table of the service's own database; `reader`: the name of the relay.

    `apres`: the position that the relay had reached when it told the fact, or the highest one, if
    it was moved back since. It only grows with `rang`.
    """

    def __init__(self, model: ReadModel, reader: str) -> None:
        self.model, self.reader = model, reader
        model.create([TABLE, *INDEXES, TOLD_LATE])

    def keep(self, connection: Transaction, position: int) -> None:
        """Add a fact that has just been told; the relay's position must be held."""
        apply(connection, (KEEP, {"lecteur": self.reader, "position": position}))

    def after(self, rank: int, until: int, limit: int) -> Sequence[Row]:
        """Those told after this one, before the relay went beyond a position."""
        return self.model.query(AFTER, {"rang": rank, "borne": until, "limite": limit})

    def out_of_place(self, start: int, end: int) -> set[int]:
        """The events between two positions that were not told in their place."""
        bounds = {"lecteur": self.reader, "depuis": start, "fin": end}
        return {row["position"] for row in self.model.query(OUT_OF_PLACE, bounds)}

    def last(self, before: int = ENDLESS) -> int:
        """The rank of the last fact told late, before the relay reached a position; 0 if none."""
        return int(self.model.query(LAST, {"borne": before})[0]["rang"])

    def at(self, rank: int) -> int:
        """The position of the fact told at this rank; 0 if none was."""
        found = self.model.query(AT_RANK, {"rang": rank})
        return int(found[0]["position"]) if found else 0

    def waiting(self, until: int) -> int:
        """How many events, up to a position, will be told later."""
        found = self.model.query(WAITING, {"lecteur": self.reader, "fin": until})
        return int(found[0]["n"])

"""Whether PostgreSQL archives its logs, as its own statistics say."""

from dataclasses import dataclass

from shared.runtime.component import Component

STATISTICS = """SELECT COALESCE(EXTRACT(EPOCH FROM last_archived_time), 0) AS reussi,
    COALESCE(EXTRACT(EPOCH FROM last_failed_time), 0) AS echoue FROM pg_stat_archiver"""


@dataclass(frozen=True)
class Archiving:
    """When the last archive was made, and when one last failed: Unix times, 0 for never."""

    success: float
    failure: float


def archiving(component: Component) -> Archiving | None:
    """The archiving of this service's server; None on a database that archives nothing (SQLite).

    Raises the errors of the database.
    """
    if component.model.engine.dialect.name != "postgresql":
        return None
    [row] = component.model.query(STATISTICS)
    return Archiving(float(row["reussi"]), float(row["echoue"]))

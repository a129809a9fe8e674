"""Whether PostgreSQL still takes writes, which no service can know before it has one to make."""

from sqlalchemy.exc import OperationalError

from shared.read_model import ReadModel

READ_ONLY = "SELECT current_setting('transaction_read_only') = 'on'"
LITTLE_MEMORY = "SELECT set_config('work_mem', '64kB', true)"
SPILL = """SELECT count(*) FROM
    (SELECT n FROM generate_series(1, 20000) AS n ORDER BY md5(n::text)) AS sorted"""
"""Does not fit in so little memory: PostgreSQL sorts it in a file, on the disk of its data."""

INSUFFICIENT_RESOURCES = "53"
"""The class of the errors of a server that lacks something, a full disk first."""


def refusal_to_write(model: ReadModel) -> str | None:
    """Why the database would refuse to write, in French; None if it would not, and on SQLite.

    Nothing is left of the trial. Raises the other errors of the database.
    """
    if model.engine.dialect.name != "postgresql":
        return None
    try:
        with model.engine.begin() as connection:
            if connection.exec_driver_sql(READ_ONLY).scalar():
                return "lecture seule"
            connection.exec_driver_sql(LITTLE_MEMORY)
            connection.exec_driver_sql(SPILL)
    except OperationalError as error:
        if not str(getattr(error.orig, "sqlstate", "")).startswith(INSUFFICIENT_RESOURCES):
            raise
        return f"plus de place : {str(error.orig).splitlines()[0]}"
    return None

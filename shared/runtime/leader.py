"""The leading worker: it holds a lock of the service's database until its session ends."""

from shared.read_model import ReadModel

LEADER_KEY = 0x46535F31
HELD = f"""SELECT COUNT(*) AS held FROM pg_locks WHERE locktype = 'advisory' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND classid = 0 AND objid = {LEADER_KEY}"""


def led(model: ReadModel) -> bool | None:
    """True if a worker leads; None on SQLite, where there is no worker."""
    if model.engine.dialect.name == "sqlite":
        return None
    return bool(model.query(HELD)[0]["held"])

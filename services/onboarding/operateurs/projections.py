"""Les sollicitations : quand chacune est émise, due, répondue, close ; jamais par personne."""

from collections.abc import Iterator

from services.onboarding.operateurs.domain.sollicitation import Sollicitation
from shared.clock import instant
from shared.log.readers import Projection
from shared.recording.aggregates import Event
from shared.statements import Statement

SOLLICITATIONS = """CREATE TABLE IF NOT EXISTS sollicitations (
    sollicitation_id TEXT PRIMARY KEY, structure_id TEXT NOT NULL, departement TEXT NOT NULL,
    operateur TEXT NOT NULL, emise_le TEXT NOT NULL, limite_le TEXT NOT NULL,
    repondue_le TEXT NOT NULL, depassee INTEGER NOT NULL, close INTEGER NOT NULL)"""
ASK = """INSERT INTO sollicitations VALUES (:sollicitation_id, :structure_id, :departement,
    :operateur, :emise_le, :limite_le, '', 0, 0)"""
ANSWER = """UPDATE sollicitations SET repondue_le = :le
    WHERE sollicitation_id = :sollicitation_id AND repondue_le = ''"""
LATE = "UPDATE sollicitations SET depassee = 1 WHERE sollicitation_id = :sollicitation_id"
END = "UPDATE sollicitations SET close = 1 WHERE sollicitation_id = :sollicitation_id"


DELAIS = Projection("delais", {"sollicitations": SOLLICITATIONS})


@DELAIS.on(Sollicitation.SollicitationEmise)
def _emise(event: Sollicitation.SollicitationEmise) -> Iterator[Statement]:
    row = {
        **_key(event),
        "structure_id": str(event.structure_id),
        "departement": event.departement,
        "operateur": event.operateur,
        "emise_le": _le(event),
        "limite_le": instant(event.limite_le),
    }
    yield ASK, row


@DELAIS.on(Sollicitation.ReponseApportee)
def _repondue(event: Sollicitation.ReponseApportee) -> Iterator[Statement]:
    yield ANSWER, {**_key(event), "le": _le(event)}


@DELAIS.on(Sollicitation.DelaiSollicitationDepasse)
def _depassee(event: Sollicitation.DelaiSollicitationDepasse) -> Iterator[Statement]:
    yield LATE, _key(event)


@DELAIS.on(Sollicitation.SollicitationTerminee)
def _terminee(event: Sollicitation.SollicitationTerminee) -> Iterator[Statement]:
    yield END, _key(event)


def _key(event: Event) -> dict[str, str]:
    return {"sollicitation_id": str(event.originator_id)}


def _le(event: Event) -> str:
    return instant(event.provenance["survenu_le"])

"""Les tirages et leurs visites faites ; aucune table ne connaît les cibles (INV-16)."""

from collections.abc import Iterator

from services.audit.mysteres.domain.tirage_engage import TirageVisitesMysteres
from shared.clock import instant
from shared.log.readers import Projection
from shared.statements import Statement

TIRAGES = """CREATE TABLE IF NOT EXISTS tirages (
    tirage_id TEXT PRIMARY KEY, programme TEXT NOT NULL, le TEXT NOT NULL,
    nombre INTEGER NOT NULL, engagement TEXT NOT NULL, revele INTEGER NOT NULL)"""
VISITES = """CREATE TABLE IF NOT EXISTS visites_mysteres (
    tirage_id TEXT NOT NULL, structure_id TEXT NOT NULL, note TEXT NOT NULL,
    atteinte INTEGER NOT NULL, le TEXT NOT NULL, PRIMARY KEY (tirage_id, structure_id))"""
DRAW = "INSERT INTO tirages VALUES (:tirage_id, :programme, :le, :nombre, :engagement, 0)"
VISIT = "INSERT INTO visites_mysteres VALUES (:tirage_id, :structure_id, :note, :atteinte, :le)"
REVEAL = "UPDATE tirages SET revele = 1 WHERE tirage_id = :tirage_id"

MYSTERES = Projection("mysteres", {"tirages": TIRAGES, "visites_mysteres": VISITES})


@MYSTERES.on(TirageVisitesMysteres.VisitesMysteresTirees)
def _tirees(event: TirageVisitesMysteres.VisitesMysteresTirees) -> Iterator[Statement]:
    yield (
        DRAW,
        {
            "tirage_id": str(event.originator_id),
            "programme": event.programme,
            "le": event.le,
            "nombre": event.nombre,
            "engagement": event.engagement,
        },
    )


@MYSTERES.on(TirageVisitesMysteres.VisiteMystereRealisee)
def _visitee(event: TirageVisitesMysteres.VisiteMystereRealisee) -> Iterator[Statement]:
    yield (
        VISIT,
        {
            "tirage_id": str(event.originator_id),
            "structure_id": str(event.structure_id),
            "note": str(event.note),
            "atteinte": int(event.atteinte),
            "le": instant(event.timestamp),
        },
    )


@MYSTERES.on(TirageVisitesMysteres.TirageRevele)
def _revele(event: TirageVisitesMysteres.TirageRevele) -> Iterator[Statement]:
    yield REVEAL, {"tirage_id": str(event.originator_id)}

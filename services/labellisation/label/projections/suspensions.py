"""Quand un label fut suspendu, et quand on l'a su ; le décompte en fait ce que dit sa règle."""

from collections.abc import Iterator

from services.labellisation.dossier.domain.evenements.label import LabelRetabli, LabelSuspendu
from shared.clock import instant, paris_date
from shared.statements import Row, Statement

SUSPENSIONS = """CREATE TABLE IF NOT EXISTS suspensions (
    evenement_id TEXT NOT NULL, version INTEGER NOT NULL, label_id TEXT NOT NULL,
    debut TEXT NOT NULL, fin TEXT NOT NULL, connu_du TEXT NOT NULL, connu_jusqu_au TEXT NOT NULL,
    PRIMARY KEY (evenement_id, version))"""
SUSPEND = """INSERT INTO suspensions VALUES
    (:evenement_id, :version, :label_id, :jour, '9999', :connu_du, '9999')"""
RESTORE = """INSERT INTO suspensions SELECT :evenement_id, :version, label_id, debut, :jour,
    :connu_du, '9999' FROM suspensions
    WHERE label_id = :label_id AND fin = '9999' AND connu_jusqu_au = '9999'"""
REPLACE = """UPDATE suspensions SET connu_jusqu_au = :connu_du
    WHERE label_id = :label_id AND fin = '9999' AND connu_jusqu_au = '9999'"""


def suspendre(event: LabelSuspendu) -> Iterator[Statement]:
    yield SUSPEND, _row(event)


def retablir(event: LabelRetabli) -> Iterator[Statement]:
    yield RESTORE, _row(event)
    yield REPLACE, _row(event)


def _row(event: LabelSuspendu | LabelRetabli) -> Row:
    """Du jour de la décision, qui ne dit pas d'autre date d'effet."""
    return {
        "evenement_id": event.originator_id.hex,
        "version": event.originator_version,
        "label_id": str(event.label_id),
        "jour": paris_date(event.provenance["survenu_le"]).isoformat(),
        "connu_du": instant(event.timestamp),
    }

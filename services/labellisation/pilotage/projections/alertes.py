"""Les alertes qui attendent le préfet : celles du label en cours, tant qu'il ne les classe pas."""

from collections.abc import Iterator

from services.labellisation.dossier.domain.evenements.changements import Fermee
from services.labellisation.dossier.domain.evenements.instruction import (
    AlerteClassee,
    AlerteEmise,
)
from services.labellisation.dossier.domain.evenements.label import FinDeLabel
from shared.clock import paris_date
from shared.log.contract_fields import subject_of
from shared.log.readers import Projection
from shared.statements import Statement

TABLE = """CREATE TABLE IF NOT EXISTS alertes_du_label (
    label_id TEXT NOT NULL, code TEXT NOT NULL, structure_id TEXT NOT NULL, texte TEXT NOT NULL,
    depuis TEXT NOT NULL, PRIMARY KEY (label_id, code))"""
EMIT = """INSERT INTO alertes_du_label VALUES (:label_id, :code, :structure_id, :texte, :depuis)
    ON CONFLICT (label_id, code) DO UPDATE SET texte = excluded.texte"""
FILE = "DELETE FROM alertes_du_label WHERE label_id = :label_id AND code = :code"
END = "DELETE FROM alertes_du_label WHERE label_id = :label_id"

ALERTES = Projection("alertes", {"alertes_du_label": TABLE})


@ALERTES.on(AlerteEmise)
def _emise(event: AlerteEmise) -> Iterator[Statement]:
    if event.label_id:
        yield (
            EMIT,
            {
                "label_id": str(event.label_id),
                "code": event.code,
                "structure_id": str(subject_of(event)),
                "texte": event.texte,
                "depuis": paris_date(event.provenance["survenu_le"]).isoformat(),
            },
        )


@ALERTES.on(AlerteClassee)
def _classee(event: AlerteClassee) -> Iterator[Statement]:
    yield FILE, {"label_id": str(event.label_id), "code": event.code}


@ALERTES.on(FinDeLabel, Fermee)
def _sans_label(event: FinDeLabel | Fermee) -> Iterator[Statement]:
    yield END, {"label_id": str(event.label_id)}

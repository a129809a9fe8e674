"""Les labels et leurs dates : une ligne par label, et par ce que l'on en a su.

De quand à quand il vaut (``debut``, ``fin``), de quand à quand on l'a su (``connu_du``,
``connu_jusqu_au``) ; aucun compte n'est gardé (X-01). Un label fini ne s'efface pas : celui qui le
suit, d'une autre décision, ne remplace que celui qui vaudrait encore.
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from services.labellisation.dossier.domain.evenements.changements import Fermee
from services.labellisation.dossier.domain.evenements.fusion import FusionAnnulee
from services.labellisation.dossier.domain.evenements.instruction import StructureLabellisee
from services.labellisation.dossier.domain.evenements.label import (
    FinDeLabel,
    LabelRetabli,
    LabelSuspendu,
)
from services.labellisation.dossier.domain.evenements.reprise import AntenneImportee, LabelImporte
from services.labellisation.label.projections import suspensions
from shared.clock import days_after, instant
from shared.log.contract_fields import subject_of
from shared.log.readers import Projection
from shared.statements import Statement

LABELS = """CREATE TABLE IF NOT EXISTS labels (
    evenement_id TEXT NOT NULL, version INTEGER NOT NULL, structure_id TEXT NOT NULL,
    label_id TEXT NOT NULL,
    departement TEXT NOT NULL, categorie TEXT NOT NULL, origine TEXT NOT NULL,
    debut TEXT NOT NULL, fin TEXT NOT NULL, connu_du TEXT NOT NULL, connu_jusqu_au TEXT NOT NULL,
    PRIMARY KEY (evenement_id, version))"""
INDEX = "CREATE INDEX IF NOT EXISTS labels_label ON labels (label_id)"
REPLACE = """UPDATE labels SET connu_jusqu_au = :connu_du
    WHERE structure_id = :structure_id AND connu_jusqu_au = '9999'
    AND (label_id = :label_id OR fin = '9999')
    AND NOT (evenement_id = :evenement_id AND version = :version)"""
INSERT = """INSERT INTO labels VALUES (:evenement_id, :version, :structure_id, :label_id,
    :departement, :categorie, :origine, :debut, '9999', :connu_du, '9999')"""
END = """INSERT INTO labels SELECT :evenement_id, :version, structure_id, label_id, departement,
    categorie, origine, debut, :fin, :connu_du, '9999' FROM labels
    WHERE label_id = :label_id AND connu_jusqu_au = '9999'"""

PRINCIPALE, ANTENNE = "PRINCIPALE", "ANTENNE"

REGISTRE_DES_LABELS = Projection(
    "labels", {"labels": LABELS, "suspensions": suspensions.SUSPENSIONS}, [INDEX]
)


@REGISTRE_DES_LABELS.on(LabelImporte)
def _importe(event: LabelImporte) -> Iterator[Statement]:
    yield from _vaut(event, event.label_id, event.departement, PRINCIPALE, "IMPORT")


@REGISTRE_DES_LABELS.on(AntenneImportee)
def _antenne(event: AntenneImportee) -> Iterator[Statement]:
    yield from _vaut(event, event.antenne_id, event.departement, ANTENNE, "IMPORT")


@REGISTRE_DES_LABELS.on(StructureLabellisee)
def _labellisee(event: StructureLabellisee) -> Iterator[Statement]:
    """Une antenne instruite comme une structure n'en reste pas moins comptée à part."""
    categorie = ANTENNE if event.fiche["format"] == ANTENNE else PRINCIPALE
    yield from _vaut(event, event.label_id, event.fiche["departement"], categorie, "DECISION")


@REGISTRE_DES_LABELS.on(LabelSuspendu)
def _suspendu(event: LabelSuspendu) -> Iterator[Statement]:
    yield from suspensions.suspendre(event)


@REGISTRE_DES_LABELS.on(LabelRetabli)
def _retabli(event: LabelRetabli) -> Iterator[Statement]:
    yield from suspensions.retablir(event)


@REGISTRE_DES_LABELS.on(FinDeLabel, Fermee)
def _cesse(event: FinDeLabel | Fermee) -> Iterator[Statement]:
    """Le label a valu jusqu'à sa date d'effet comprise (C.7-16) ; une fermeture peut être sans."""
    if event.label_id is not None:
        lendemain = days_after(date.fromisoformat(event.date_effet), 1)
        yield from _finit(event, event.label_id, lendemain.isoformat())


@REGISTRE_DES_LABELS.on(FusionAnnulee)
def _vaut_encore(event: FusionAnnulee) -> Iterator[Statement]:
    """C.7-17 : le label n'a pas cessé ; ce que l'on en savait reste lisible."""
    if event.label_id is not None:
        yield from _finit(event, event.label_id, "9999")


def _finit(
    event: FinDeLabel | Fermee | FusionAnnulee, label_id: UUID, fin: str
) -> Iterator[Statement]:
    row = {
        "evenement_id": event.originator_id.hex,
        "version": event.originator_version,
        "structure_id": str(subject_of(event)),
        "label_id": str(label_id),
        "fin": fin,
        "connu_du": instant(event.timestamp),
    }
    yield END, row
    yield REPLACE, row


def _vaut(
    event: LabelImporte | AntenneImportee | StructureLabellisee,
    label_id: UUID,
    departement: str,
    categorie: str,
    origine: str,
) -> Iterator[Statement]:
    """Ce que l'on sait désormais remplace ce que l'on savait, qui reste lisible."""
    row = {
        "evenement_id": event.originator_id.hex,
        "version": event.originator_version,
        "structure_id": str(subject_of(event)),
        "label_id": str(label_id),
        "departement": departement,
        "categorie": categorie,
        "origine": origine,
        "debut": event.date_effet,
        "connu_du": instant(event.timestamp),
    }
    yield REPLACE, row
    yield INSERT, row

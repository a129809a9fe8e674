"""Où en est chaque label : ouvert, en demeure, suspendu, fini ; ses dates restent (C.7-16)."""

from collections.abc import Iterator

from services.labellisation.dossier.domain.evenements.changements import Fermee
from services.labellisation.dossier.domain.evenements.fusion import FusionAnnulee
from services.labellisation.dossier.domain.evenements.instruction import StructureLabellisee
from services.labellisation.dossier.domain.evenements.label import (
    ConformiteRetablie,
    FaitDuLabel,
    FinDeLabel,
    FranceServicesOuverte,
    LabelRenonce,
    LabelRetabli,
    LabelSuspendu,
    PorteurMisEnDemeure,
)
from services.labellisation.dossier.domain.evenements.reprise import LabelImporte
from shared.log.contract_fields import subject_of
from shared.log.readers import Projection
from shared.statements import Row, Statement

LABELS = """CREATE TABLE IF NOT EXISTS suivi_labels (
    label_id TEXT PRIMARY KEY, structure_id TEXT NOT NULL, etat TEXT NOT NULL,
    date_effet TEXT NOT NULL, ouverte_le TEXT NOT NULL, echeance TEXT NOT NULL,
    fin_le TEXT NOT NULL)"""
GRANT = """INSERT INTO suivi_labels
    VALUES (:label_id, :structure_id, 'EN_VIGUEUR', :date_effet, '', '', '')
    ON CONFLICT (label_id) DO UPDATE SET date_effet = excluded.date_effet"""
OPEN = "UPDATE suivi_labels SET ouverte_le = :ouverte_le WHERE label_id = :label_id"
WARN = """UPDATE suivi_labels SET etat = 'SOUS_MISE_EN_DEMEURE', echeance = :echeance
    WHERE label_id = :label_id"""
SUSPEND = "UPDATE suivi_labels SET etat = 'SUSPENDU' WHERE label_id = :label_id"
RESTORE = "UPDATE suivi_labels SET etat = 'EN_VIGUEUR', echeance = '' WHERE label_id = :label_id"
END = """UPDATE suivi_labels SET etat = :etat, echeance = '', fin_le = :fin_le
    WHERE label_id = :label_id"""

REVIVE = """UPDATE suivi_labels SET etat = :etat, echeance = :echeance, fin_le = ''
    WHERE label_id = :label_id"""
RETROUVES = {
    "LABELLISEE": "EN_VIGUEUR",
    "SOUS_MISE_EN_DEMEURE": "SOUS_MISE_EN_DEMEURE",
    "SUSPENDUE": "SUSPENDU",
}

SUIVI_DES_LABELS = Projection("suivi_labels", {"suivi_labels": LABELS})


@SUIVI_DES_LABELS.on(StructureLabellisee, LabelImporte)
def _accorde(event: StructureLabellisee | LabelImporte) -> Iterator[Statement]:
    structure_id = str(subject_of(event))
    yield GRANT, {**_key(event), "structure_id": structure_id, "date_effet": event.date_effet}


@SUIVI_DES_LABELS.on(FranceServicesOuverte)
def _ouverte(event: FranceServicesOuverte) -> Iterator[Statement]:
    yield OPEN, {**_key(event), "ouverte_le": event.ouverte_le}


@SUIVI_DES_LABELS.on(PorteurMisEnDemeure)
def _mis_en_demeure(event: PorteurMisEnDemeure) -> Iterator[Statement]:
    yield WARN, {**_key(event), "echeance": event.echeance}


@SUIVI_DES_LABELS.on(LabelSuspendu)
def _suspendu(event: LabelSuspendu) -> Iterator[Statement]:
    yield SUSPEND, _key(event)


@SUIVI_DES_LABELS.on(ConformiteRetablie, LabelRetabli)
def _retabli(event: ConformiteRetablie | LabelRetabli) -> Iterator[Statement]:
    yield RESTORE, _key(event)


@SUIVI_DES_LABELS.on(FinDeLabel)
def _fini(event: FinDeLabel) -> Iterator[Statement]:
    etat = "RENONCE" if isinstance(event, LabelRenonce) else "RETIRE"
    yield END, {**_key(event), "etat": etat, "fin_le": event.date_effet}


@SUIVI_DES_LABELS.on(Fermee)
def _ferme(event: Fermee) -> Iterator[Statement]:
    if event.label_id:
        yield END, {**_key(event), "etat": "CLOS", "fin_le": event.date_effet}


@SUIVI_DES_LABELS.on(FusionAnnulee)
def _retrouve(event: FusionAnnulee) -> Iterator[Statement]:
    if event.label_id:
        etat = RETROUVES[event.etat]
        yield REVIVE, {**_key(event), "etat": etat, "echeance": event.echeance_avant}


def _key(event: FusionAnnulee | FaitDuLabel | StructureLabellisee | LabelImporte | Fermee) -> Row:
    return {"label_id": str(event.label_id)}

"""Où en est chaque label : ouvert, en demeure, suspendu, fini ; ses dates restent (C.7-16)."""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from services.labellisation.changements import Fermee
from services.labellisation.historique import LabelImporte
from services.labellisation.instruction import StructureLabellisee
from services.labellisation.label import (
    ConformiteRetablie,
    FinDeLabel,
    FranceServicesOuverte,
    LabelRenonce,
    LabelRetabli,
    LabelSuspendu,
    PorteurMisEnDemeure,
)
from shared.log.contract_fields import subject_of
from shared.log.readers import Projection
from shared.read_model import Statement

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


@singledispatch
def project(event: Any) -> Iterator[Statement]:
    """Most events do not show here."""
    return iter(())


@project.register(StructureLabellisee)
@project.register(LabelImporte)
def _accorde(event: Any) -> Iterator[Statement]:
    yield (
        GRANT,
        {**_key(event), "structure_id": str(subject_of(event)), "date_effet": event.date_effet},
    )


@project.register
def _ouverte(event: FranceServicesOuverte) -> Iterator[Statement]:
    yield OPEN, {**_key(event), "ouverte_le": event.ouverte_le}


@project.register
def _mis_en_demeure(event: PorteurMisEnDemeure) -> Iterator[Statement]:
    yield WARN, {**_key(event), "echeance": event.echeance}


@project.register
def _suspendu(event: LabelSuspendu) -> Iterator[Statement]:
    yield SUSPEND, _key(event)


@project.register(ConformiteRetablie)
@project.register(LabelRetabli)
def _retabli(event: Any) -> Iterator[Statement]:
    yield RESTORE, _key(event)


@project.register
def _fini(event: FinDeLabel) -> Iterator[Statement]:
    etat = "RENONCE" if isinstance(event, LabelRenonce) else "RETIRE"
    yield END, {**_key(event), "etat": etat, "fin_le": event.date_effet}


@project.register
def _ferme(event: Fermee) -> Iterator[Statement]:
    if event.label_id:
        yield END, {**_key(event), "etat": "CLOS", "fin_le": event.date_effet}


def _key(event: Any) -> dict[str, Any]:
    return {"label_id": str(event.label_id)}


SUIVI_DES_LABELS = Projection("suivi_labels", {"suivi_labels": LABELS}, project)

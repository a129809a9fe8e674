"""Les garanties des MSAP et leurs labels, en centimes d'euro."""

from collections.abc import Iterator
from typing import Any

from services.funding.garantie.domain.annulation import (
    FusionDeMSAPAnnulee,
    GarantieMSAPRendue,
)
from services.funding.garantie.domain.fins import (
    GarantieMSAPClose,
    LabelDeMSAPFini,
    MSAPLabellisee,
)
from services.funding.garantie.domain.garantie import GarantieMSAP
from shared.log.contract_fields import message_id
from shared.log.readers import Projection
from shared.statements import Statement

MSAP = """CREATE TABLE IF NOT EXISTS msap (
    structure_id TEXT PRIMARY KEY, nom TEXT NOT NULL, departement TEXT NOT NULL,
    commune TEXT NOT NULL, renforce INTEGER NOT NULL, montant_centimes BIGINT NOT NULL,
    du TEXT NOT NULL, au TEXT NOT NULL, regle TEXT NOT NULL, evenement_id TEXT NOT NULL,
    fin TEXT NOT NULL, raison TEXT NOT NULL, du_fin_centimes BIGINT NOT NULL,
    regle_fin TEXT NOT NULL, evenement_fin_id TEXT NOT NULL)"""
LABELS = """CREATE TABLE IF NOT EXISTS labels_msap (
    structure_id TEXT NOT NULL, label_id TEXT NOT NULL, debut TEXT NOT NULL, fin TEXT NOT NULL,
    PRIMARY KEY (structure_id, label_id))"""
OPEN = """INSERT INTO msap VALUES (:structure_id, :nom, :departement, :commune, 0, 0, '', '', '',
    '', '', '', 0, '', '')"""
GRANT = """UPDATE msap SET nom = :nom, departement = :departement, commune = :commune,
    renforce = :renforce, montant_centimes = :montant_centimes, du = :du, au = :au, regle = :regle,
    evenement_id = :evenement_id WHERE structure_id = :structure_id"""
END = """UPDATE msap SET fin = :fin, raison = :raison, du_fin_centimes = :du_fin_centimes,
    regle_fin = :regle_fin, evenement_fin_id = :evenement_id WHERE structure_id = :structure_id"""
RESUME = """UPDATE msap SET fin = '', raison = '', du_fin_centimes = 0, regle_fin = '',
    evenement_fin_id = '' WHERE structure_id = :structure_id"""
GIVE_BACK = """UPDATE msap SET renforce = 0, montant_centimes = 0, du = '', au = '', regle = '',
    evenement_id = '', fin = '', raison = '', du_fin_centimes = 0, regle_fin = '',
    evenement_fin_id = '' WHERE structure_id = :structure_id"""
LABEL = "INSERT INTO labels_msap VALUES (:structure_id, :label_id, :debut, '')"
LABEL_ENDS = """UPDATE labels_msap SET fin = :fin
    WHERE structure_id = :structure_id AND label_id = :label_id"""


GARANTIES = Projection("garanties", {"msap": MSAP, "labels_msap": LABELS})


@GARANTIES.on(GarantieMSAP.SuiviMSAPOuvert)
def _ouvert(event: GarantieMSAP.SuiviMSAPOuvert) -> Iterator[Statement]:
    yield OPEN, {**_key(event), **_names(event)}


@GARANTIES.on(GarantieMSAP.GarantieMSAPEnregistree)
def _enregistree(event: GarantieMSAP.GarantieMSAPEnregistree) -> Iterator[Statement]:
    terms = {"renforce": int(event.renforce), "montant_centimes": event.montant_centimes}
    dates = {"du": event.du, "au": event.au, "regle": event.regle}
    yield GRANT, {**_key(event), **_names(event), **terms, **dates, **_source(event)}


@GARANTIES.on(GarantieMSAPClose)
def _close(event: GarantieMSAPClose) -> Iterator[Statement]:
    ended = {"fin": event.le, "raison": event.raison, "regle_fin": event.regle}
    owed = {"du_fin_centimes": event.montant_du_centimes}
    yield END, {**_key(event), **ended, **owed, **_source(event)}


@GARANTIES.on(FusionDeMSAPAnnulee)
def _reprise(event: FusionDeMSAPAnnulee) -> Iterator[Statement]:
    yield RESUME, _key(event)
    yield LABEL_ENDS, {**_key(event), "label_id": str(event.label_id), "fin": ""}


@GARANTIES.on(GarantieMSAPRendue)
def _rendue(event: GarantieMSAPRendue) -> Iterator[Statement]:
    yield GIVE_BACK, _key(event)


@GARANTIES.on(MSAPLabellisee)
def _labellisee(event: MSAPLabellisee) -> Iterator[Statement]:
    yield LABEL, {**_key(event), "label_id": str(event.label_id), "debut": event.le}


@GARANTIES.on(LabelDeMSAPFini)
def _label_fini(event: LabelDeMSAPFini) -> Iterator[Statement]:
    yield LABEL_ENDS, {**_key(event), "label_id": str(event.label_id), "fin": event.le}


def _key(event: Any) -> dict[str, object]:
    return {"structure_id": str(event.structure_id)}


def _names(event: Any) -> dict[str, object]:
    return {name: event.structure.get(name) or "" for name in ("nom", "departement", "commune")}


def _source(event: Any) -> dict[str, object]:
    return {"evenement_id": str(message_id(event))}

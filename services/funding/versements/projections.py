"""Ce qui est notifié et versé de chaque droit, en centimes d'euro."""

import json
from collections.abc import Iterator

from services.funding.forfait.domain.versement import ForfaitNotifie, ForfaitVerse, Paiement
from shared.log.contract_fields import message_id, subject_of
from shared.log.readers import Projection
from shared.statements import Statement

NOTIFIES = """CREATE TABLE IF NOT EXISTS forfaits_notifies (
    label_id TEXT NOT NULL, annee INTEGER NOT NULL, structure_id TEXT NOT NULL, le TEXT NOT NULL,
    montant_centimes BIGINT NOT NULL, parts_centimes TEXT NOT NULL, evenement_id TEXT NOT NULL,
    PRIMARY KEY (label_id, annee))"""
VERSES = """CREATE TABLE IF NOT EXISTS forfaits_verses (
    label_id TEXT NOT NULL, annee INTEGER NOT NULL, structure_id TEXT NOT NULL,
    reference TEXT NOT NULL, fonds TEXT NOT NULL, le TEXT NOT NULL,
    montant_centimes BIGINT NOT NULL, evenement_id TEXT NOT NULL,
    PRIMARY KEY (label_id, annee, reference))"""
NOTIFY = """INSERT INTO forfaits_notifies VALUES (:label_id, :annee, :structure_id, :le,
    :montant_centimes, :parts_centimes, :evenement_id) ON CONFLICT (label_id, annee) DO UPDATE SET
    le = excluded.le, montant_centimes = excluded.montant_centimes,
    parts_centimes = excluded.parts_centimes, evenement_id = excluded.evenement_id"""
PAY = """INSERT INTO forfaits_verses VALUES (:label_id, :annee, :structure_id, :reference, :fonds,
    :le, :montant_centimes, :evenement_id)"""

VERSEMENTS = Projection("versements", {"forfaits_notifies": NOTIFIES, "forfaits_verses": VERSES})


@VERSEMENTS.on(ForfaitNotifie)
def _notifie(event: ForfaitNotifie) -> Iterator[Statement]:
    """La dernière notification remplace la précédente."""
    parts = json.dumps(event.parts_centimes, sort_keys=True)
    montant = {"montant_centimes": event.montant_centimes, "parts_centimes": parts}
    yield NOTIFY, {**_key(event), "le": event.le, **montant}


@VERSEMENTS.on(ForfaitVerse)
def _verse(event: ForfaitVerse) -> Iterator[Statement]:
    dit = {"reference": event.reference, "fonds": event.fonds, "le": event.le}
    yield PAY, {**_key(event), **dit, "montant_centimes": event.montant_centimes}


def _key(event: Paiement) -> dict[str, object]:
    return {
        "label_id": str(event.label_id),
        "annee": event.annee,
        "structure_id": str(subject_of(event)),
        "evenement_id": str(message_id(event)),
    }

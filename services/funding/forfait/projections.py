"""Les droits ouverts ou refusés, en centimes d'euro."""

import json
from collections.abc import Iterator
from typing import Any

from services.funding.forfait.domain.droit import DroitAuForfait
from shared.log.contract_fields import subject_of
from shared.log.readers import Projection
from shared.read_model import Statement

DROITS = """CREATE TABLE IF NOT EXISTS droits (
    label_id TEXT NOT NULL, annee INTEGER NOT NULL, structure_id TEXT NOT NULL, etat TEXT NOT NULL,
    montant_centimes BIGINT NOT NULL, parts_centimes TEXT NOT NULL, regles TEXT NOT NULL,
    raison TEXT NOT NULL, PRIMARY KEY (label_id, annee))"""
RECORD = """INSERT INTO droits VALUES (:label_id, :annee, :structure_id, :etat, :montant_centimes,
    :parts_centimes, :regles, :raison)"""

CLOSE = """UPDATE droits SET etat = 'CLOS', montant_centimes = :du, raison = :raison
    WHERE label_id = :label_id AND annee = :annee"""


DROITS_OUVERTS = Projection("droits", {"droits": DROITS})


@DROITS_OUVERTS.on(DroitAuForfait.DroitOuvert)
def _ouvert(event: DroitAuForfait.DroitOuvert) -> Iterator[Statement]:
    yield (
        RECORD,
        {
            **_key(event),
            "etat": "OUVERT",
            "montant_centimes": event.montant_centimes,
            "parts_centimes": json.dumps(event.parts_centimes, sort_keys=True),
            "regles": ", ".join(event.regles),
            "raison": "",
        },
    )


@DROITS_OUVERTS.on(DroitAuForfait.DroitRefuse)
def _refuse(event: DroitAuForfait.DroitRefuse) -> Iterator[Statement]:
    refused = {"etat": "REFUSE", "montant_centimes": 0, "parts_centimes": "{}", "regles": ""}
    yield RECORD, {**_key(event), **refused, "raison": event.raison}


@DROITS_OUVERTS.on(DroitAuForfait.DroitClos)
def _clos(event: DroitAuForfait.DroitClos) -> Iterator[Statement]:
    yield CLOSE, {**_key(event), "du": event.montant_du_centimes, "raison": event.raison}


def _key(event: Any) -> dict[str, object]:
    subject = str(subject_of(event))
    return {"label_id": str(event.label_id), "annee": event.annee, "structure_id": subject}

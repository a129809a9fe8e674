"""Les droits, et l'histoire de chacun, en centimes d'euro."""

import json
from collections.abc import Iterator
from typing import Any

from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.domain.suites import (
    DroitPorteParLaSurvivante,
    DroitRetabli,
    DroitSuspendu,
)
from shared.clock import instant
from shared.log.contract_fields import message_id, subject_of, survenu_le
from shared.log.readers import Projection
from shared.statements import Statement

DROITS = """CREATE TABLE IF NOT EXISTS droits (
    label_id TEXT NOT NULL, annee INTEGER NOT NULL, structure_id TEXT NOT NULL, etat TEXT NOT NULL,
    montant_centimes BIGINT NOT NULL, parts_centimes TEXT NOT NULL, regles TEXT NOT NULL,
    raison TEXT NOT NULL, PRIMARY KEY (label_id, annee))"""
MOUVEMENTS = """CREATE TABLE IF NOT EXISTS mouvements_des_droits (
    evenement_id TEXT NOT NULL PRIMARY KEY, label_id TEXT NOT NULL, annee INTEGER NOT NULL,
    rang INTEGER NOT NULL, survenu_le TEXT NOT NULL, etat TEXT NOT NULL, faits TEXT NOT NULL)"""
RECORD = """INSERT INTO droits VALUES (:label_id, :annee, :structure_id, :etat, :montant_centimes,
    :parts_centimes, :regles, :raison)"""
CHANGE = """UPDATE droits SET etat = :etat, montant_centimes = :montant_centimes,
    parts_centimes = :parts_centimes, regles = :regles, raison = :raison
    WHERE label_id = :label_id AND annee = :annee"""
SUSPEND = "UPDATE droits SET etat = 'SUSPENDU' WHERE label_id = :label_id AND annee = :annee"
RESTORE = """UPDATE droits SET etat = 'OUVERT', montant_centimes = :du
    WHERE label_id = :label_id AND annee = :annee"""
CARRY = """UPDATE droits SET structure_id = :survivante_id
    WHERE label_id = :label_id AND annee = :annee"""
CLOSE = """UPDATE droits SET etat = 'CLOS', montant_centimes = :du, raison = :raison
    WHERE label_id = :label_id AND annee = :annee"""
MOVE = """INSERT INTO mouvements_des_droits VALUES (:evenement_id, :label_id, :annee, :rang,
    :survenu_le, :etat, :faits)"""

DROITS_OUVERTS = Projection("droits", {"droits": DROITS})
MOUVEMENTS_DES_DROITS = Projection("mouvements_des_droits", {"mouvements_des_droits": MOUVEMENTS})

Ouvert = DroitAuForfait.DroitOuvert | DroitAuForfait.DroitOuvertApresCoup
Refuse = DroitAuForfait.DroitRefuse | DroitAuForfait.DroitRefuseApresCoup
EnAttente = DroitAuForfait.DroitEnAttente | DroitAuForfait.DroitMisEnAttente
CREES = (DroitAuForfait.DroitOuvert, DroitAuForfait.DroitRefuse, DroitAuForfait.DroitEnAttente)


@DROITS_OUVERTS.on(DroitAuForfait.DroitOuvert, DroitAuForfait.DroitOuvertApresCoup)
def _ouvert(event: Ouvert) -> Iterator[Statement]:
    yield _decide(event, "OUVERT", event.montant_centimes, event.parts_centimes, event.regles)


@DROITS_OUVERTS.on(DroitAuForfait.DroitRefuse, DroitAuForfait.DroitRefuseApresCoup)
def _refuse(event: Refuse) -> Iterator[Statement]:
    yield _decide(event, "REFUSE", 0, {}, [])


@DROITS_OUVERTS.on(DroitAuForfait.DroitEnAttente, DroitAuForfait.DroitMisEnAttente)
def _en_attente(event: EnAttente) -> Iterator[Statement]:
    """Rien n'en est dû : ce qu'il pourrait être est dans son histoire."""
    yield _decide(event, "EN_ATTENTE", 0, {}, event.regles)


@DROITS_OUVERTS.on(DroitSuspendu)
def _suspendu(event: DroitSuspendu) -> Iterator[Statement]:
    yield SUSPEND, _key(event)


@DROITS_OUVERTS.on(DroitRetabli)
def _retabli(event: DroitRetabli) -> Iterator[Statement]:
    yield RESTORE, {**_key(event), "du": event.montant_du_centimes}


@DROITS_OUVERTS.on(DroitPorteParLaSurvivante)
def _porte(event: DroitPorteParLaSurvivante) -> Iterator[Statement]:
    yield CARRY, {**_key(event), "survivante_id": str(event.survivante_id)}


@DROITS_OUVERTS.on(DroitAuForfait.DroitClos)
def _clos(event: DroitAuForfait.DroitClos) -> Iterator[Statement]:
    yield CLOSE, {**_key(event), "du": event.montant_du_centimes, "raison": event.raison}


ETATS: dict[type[Any], str] = {
    DroitAuForfait.DroitOuvert: "OUVERT",
    DroitAuForfait.DroitOuvertApresCoup: "OUVERT",
    DroitAuForfait.DroitRefuse: "REFUSE",
    DroitAuForfait.DroitRefuseApresCoup: "REFUSE",
    DroitAuForfait.DroitEnAttente: "EN_ATTENTE",
    DroitAuForfait.DroitMisEnAttente: "EN_ATTENTE",
    DroitSuspendu: "SUSPENDU",
    DroitRetabli: "OUVERT",
    DroitPorteParLaSurvivante: "PORTE",
    DroitAuForfait.DroitClos: "CLOS",
}
"""L'état où chaque fait met un droit."""


@MOUVEMENTS_DES_DROITS.on(*ETATS)
def _mouvement(event: Any) -> Iterator[Statement]:
    """`faits` : le montant ouvert, possible ou qui reste dû, None s'il n'en dit pas ; en JSON."""
    faits = {
        "montant_centimes": getattr(
            event, "montant_centimes", getattr(event, "montant_du_centimes", None)
        ),
        "regles": event.provenance.get("regles", []),
        "raison": getattr(event, "raison", ""),
    }
    row = {
        "evenement_id": str(message_id(event)),
        "rang": event.originator_version,
        "survenu_le": instant(survenu_le(event)),
        "etat": ETATS[type(event)],
        "faits": json.dumps(faits),
    }
    yield MOVE, {**_key(event), **row}


def _decide(
    event: Any, etat: str, montant: int, parts: dict[str, int], regles: list[str]
) -> Statement:
    row = {
        **_key(event),
        "etat": etat,
        "montant_centimes": montant,
        "parts_centimes": json.dumps(parts, sort_keys=True),
        "regles": ", ".join(regles),
        "raison": getattr(event, "raison", ""),
    }
    if isinstance(event, CREES):
        return RECORD, {**row, "structure_id": str(subject_of(event))}
    return CHANGE, row


def _key(event: Any) -> dict[str, object]:
    return {"label_id": str(event.label_id), "annee": event.annee}

"""Ce qui est dû à chaque structure, en centimes d'euro, et d'après quel événement."""

import json
from collections.abc import Iterator

from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.itinerance.domain.enveloppe import EnveloppeItinerance
from shared.log.contract_fields import message_id, subject_of
from shared.log.readers import Projection
from shared.read_model import Statement

DROITS = """CREATE TABLE IF NOT EXISTS droits_dus (
    label_id TEXT NOT NULL, annee INTEGER NOT NULL, structure_id TEXT NOT NULL, nom TEXT NOT NULL,
    departement TEXT NOT NULL, etat TEXT NOT NULL, raison TEXT NOT NULL,
    montant_centimes BIGINT NOT NULL, du_centimes BIGINT NOT NULL, parts_centimes TEXT NOT NULL,
    regles TEXT NOT NULL, evenement_id TEXT NOT NULL, PRIMARY KEY (label_id, annee))"""
BUS = """CREATE TABLE IF NOT EXISTS bus_aides (
    programme TEXT NOT NULL, structure_id TEXT NOT NULL, annee INTEGER NOT NULL,
    financeur TEXT NOT NULL, du_centimes BIGINT NOT NULL, evenement_id TEXT NOT NULL,
    PRIMARY KEY (programme, structure_id))"""
RECORD = """INSERT INTO droits_dus VALUES (:label_id, :annee, :structure_id, :nom, :departement,
    :etat, :raison, :montant_centimes, :montant_centimes, :parts_centimes, :regles,
    :evenement_id)"""
CLOSE = """UPDATE droits_dus SET etat = 'CLOS', raison = :raison, du_centimes = :du_centimes,
    regles = regles || ', ' || :regle, evenement_id = :evenement_id
    WHERE label_id = :label_id AND annee = :annee"""
GRANT = """INSERT INTO bus_aides VALUES (:programme, :structure_id, :annee, :financeur,
    :du_centimes, :evenement_id)"""
RELEASE = "DELETE FROM bus_aides WHERE programme = :programme AND structure_id = :structure_id"

RELEVE = Projection("releve", {"droits_dus": DROITS, "bus_aides": BUS})
Enregistre = DroitAuForfait.DroitOuvert | DroitAuForfait.DroitRefuse


@RELEVE.on(DroitAuForfait.DroitOuvert)
def _ouvert(event: DroitAuForfait.DroitOuvert) -> Iterator[Statement]:
    parts = json.dumps(event.parts_centimes, sort_keys=True)
    montant = {"montant_centimes": event.montant_centimes, "parts_centimes": parts}
    dit = {"etat": "OUVERT", "raison": "", "regles": ", ".join(event.regles)}
    yield RECORD, {**_nomme(event), **montant, **dit}


@RELEVE.on(DroitAuForfait.DroitRefuse)
def _refuse(event: DroitAuForfait.DroitRefuse) -> Iterator[Statement]:
    rien = {"montant_centimes": 0, "parts_centimes": "{}"}
    regles = ", ".join(event.provenance.get("regles", []))
    yield (
        RECORD,
        {**_nomme(event), **rien, "etat": "REFUSE", "raison": event.raison, "regles": regles},
    )


@RELEVE.on(DroitAuForfait.DroitClos)
def _clos(event: DroitAuForfait.DroitClos) -> Iterator[Statement]:
    du = {"du_centimes": event.montant_du_centimes, "regle": event.regle, "raison": event.raison}
    yield CLOSE, {**_key(event), **du}


@RELEVE.on(EnveloppeItinerance.AideBusAccordee)
def _accordee(event: EnveloppeItinerance.AideBusAccordee) -> Iterator[Statement]:
    """L'année est celle du premier jour aidé."""
    yield (
        GRANT,
        {
            "programme": event.programme,
            "structure_id": str(event.structure_id),
            "annee": int(event.du[:4]),
            "financeur": event.financeur,
            "du_centimes": event.montant_centimes,
            "evenement_id": str(message_id(event)),
        },
    )


@RELEVE.on(EnveloppeItinerance.ReservationLiberee)
def _liberee(event: EnveloppeItinerance.ReservationLiberee) -> Iterator[Statement]:
    yield RELEASE, {"programme": event.programme, "structure_id": str(event.structure_id)}


def _nomme(event: Enregistre) -> dict[str, object]:
    structure = event.structure
    lieu = {"nom": structure["nom"], "departement": structure["departement"]}
    return {**_key(event), **lieu, "structure_id": str(subject_of(event))}


def _key(event: Enregistre | DroitAuForfait.DroitClos) -> dict[str, object]:
    annee = {"label_id": str(event.label_id), "annee": event.annee}
    return {**annee, "evenement_id": str(message_id(event))}

"""Les enveloppes et les bus inscrits, en centimes d'euro, dans l'ordre des inscriptions."""

from collections.abc import Iterator
from typing import Any

from services.funding.itinerance.domain.attribution import ClassementArrete
from services.funding.itinerance.domain.enveloppe import EnveloppeItinerance
from services.funding.itinerance.domain.fins import BusRaye
from services.funding.itinerance.domain.structure import SituationChangee, StructureConnue
from shared.clock import instant
from shared.log.readers import Projection
from shared.statements import Statement

ENVELOPPES = """CREATE TABLE IF NOT EXISTS enveloppes (
    programme TEXT PRIMARY KEY, financeur TEXT NOT NULL, ordre TEXT NOT NULL,
    montant_centimes BIGINT NOT NULL)"""
BUS = """CREATE TABLE IF NOT EXISTS bus (
    programme TEXT NOT NULL, structure_id TEXT NOT NULL, format TEXT NOT NULL,
    recu_le TEXT NOT NULL, rang INTEGER NOT NULL, etat TEXT NOT NULL,
    montant_centimes BIGINT NOT NULL, PRIMARY KEY (programme, structure_id))"""
CLASSEMENTS = """CREATE TABLE IF NOT EXISTS classements_bus (
    programme TEXT PRIMARY KEY, graine TEXT NOT NULL)"""
PLACES = """CREATE TABLE IF NOT EXISTS places_bus (
    programme TEXT NOT NULL, structure_id TEXT NOT NULL, place INTEGER NOT NULL,
    raison TEXT NOT NULL, PRIMARY KEY (programme, structure_id))"""
SITUATIONS = """CREATE TABLE IF NOT EXISTS situations_bus (
    structure_id TEXT PRIMARY KEY, format TEXT NOT NULL, situation TEXT NOT NULL)"""
OPEN = "INSERT INTO enveloppes VALUES (:programme, :financeur, :ordre, :montant_centimes)"
REGISTER = """INSERT INTO bus
    VALUES (:programme, :structure_id, :format, :recu_le, :rang, 'EN_ATTENTE', 0)"""
CHANGE = """UPDATE bus SET etat = :etat, montant_centimes = :montant_centimes
    WHERE programme = :programme AND structure_id = :structure_id"""
RANK = "INSERT INTO classements_bus VALUES (:programme, :graine)"
PLACE = "INSERT INTO places_bus VALUES (:programme, :structure_id, :place, :raison)"
LEARN = """INSERT INTO situations_bus VALUES (:structure_id, :format, :situation)
    ON CONFLICT (structure_id) DO UPDATE SET format = excluded.format,
    situation = excluded.situation"""
TABLES = {
    "enveloppes": ENVELOPPES,
    "bus": BUS,
    "classements_bus": CLASSEMENTS,
    "places_bus": PLACES,
    "situations_bus": SITUATIONS,
}


ITINERANCE = Projection("itinerance", TABLES)


@ITINERANCE.on(EnveloppeItinerance.EnveloppeOuverte)
def _ouverte(event: EnveloppeItinerance.EnveloppeOuverte) -> Iterator[Statement]:
    yield (
        OPEN,
        {
            "programme": event.programme,
            "financeur": event.financeur,
            "ordre": event.ordre,
            "montant_centimes": event.montant_centimes,
        },
    )


@ITINERANCE.on(EnveloppeItinerance.BusInscrit)
def _inscrit(event: EnveloppeItinerance.BusInscrit) -> Iterator[Statement]:
    row = {"format": event.format, "recu_le": instant(event.recu_le), "rang": event.rang}
    yield REGISTER, {**_key(event), **row}


@ITINERANCE.on(EnveloppeItinerance.AideBusReservee)
def _reservee(event: EnveloppeItinerance.AideBusReservee) -> Iterator[Statement]:
    row = {"etat": "RESERVEE", "montant_centimes": event.montant_centimes}
    yield CHANGE, {**_key(event), **row}


@ITINERANCE.on(EnveloppeItinerance.AideBusAccordee)
def _accordee(event: EnveloppeItinerance.AideBusAccordee) -> Iterator[Statement]:
    row = {"etat": "ACCORDEE", "montant_centimes": event.montant_centimes}
    yield CHANGE, {**_key(event), **row}


@ITINERANCE.on(EnveloppeItinerance.ReservationLiberee)
def _liberee(event: EnveloppeItinerance.ReservationLiberee) -> Iterator[Statement]:
    yield CHANGE, {**_key(event), "etat": "LIBEREE", "montant_centimes": 0}


@ITINERANCE.on(BusRaye)
def _raye(event: BusRaye) -> Iterator[Statement]:
    yield CHANGE, {**_key(event), "etat": "RAYEE", "montant_centimes": 0}


@ITINERANCE.on(ClassementArrete)
def _classe(event: ClassementArrete) -> Iterator[Statement]:
    yield RANK, {"programme": event.programme, "graine": event.graine}
    for place in event.places:
        yield PLACE, {"programme": event.programme, **place}


@ITINERANCE.on(StructureConnue, SituationChangee)
def _situation(event: StructureConnue | SituationChangee) -> Iterator[Statement]:
    row = {"structure_id": str(event.structure_id), "format": event.format}
    yield LEARN, {**row, "situation": event.situation}


def _key(event: Any) -> dict[str, object]:
    return {"programme": event.programme, "structure_id": str(event.structure_id)}

"""Les enveloppes et les bus inscrits, en centimes d'euro, dans l'ordre des inscriptions."""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from services.funding.itinerance.enveloppe import EnveloppeItinerance
from shared.clock import instant
from shared.log.readers import Projection
from shared.read_model import ReadModel, Statement

ENVELOPPES = """CREATE TABLE IF NOT EXISTS enveloppes (
    programme TEXT PRIMARY KEY, financeur TEXT NOT NULL, ordre TEXT NOT NULL,
    montant_centimes BIGINT NOT NULL)"""
BUS = """CREATE TABLE IF NOT EXISTS bus (
    programme TEXT NOT NULL, structure_id TEXT NOT NULL, format TEXT NOT NULL,
    recu_le TEXT NOT NULL, rang INTEGER NOT NULL, etat TEXT NOT NULL,
    montant_centimes BIGINT NOT NULL, PRIMARY KEY (programme, structure_id))"""
OPEN = "INSERT INTO enveloppes VALUES (:programme, :financeur, :ordre, :montant_centimes)"
REGISTER = """INSERT INTO bus
    VALUES (:programme, :structure_id, :format, :recu_le, :rang, 'EN_ATTENTE', 0)"""
CHANGE = """UPDATE bus SET etat = :etat, montant_centimes = :montant_centimes
    WHERE programme = :programme AND structure_id = :structure_id"""
TERMS = "SELECT * FROM enveloppes WHERE programme = :programme"
REGISTERED = """SELECT structure_id, format, recu_le, rang, etat, montant_centimes FROM bus
    WHERE programme = :programme ORDER BY recu_le, rang"""


@singledispatch
def project(event: Any) -> Iterator[Statement]:
    """Most events do not show here."""
    return iter(())


@project.register
def _ouverte(event: EnveloppeItinerance.EnveloppeOuverte) -> Iterator[Statement]:
    said = {"financeur": event.financeur, "ordre": event.ordre}
    terms = {"programme": event.programme, "montant_centimes": event.montant_centimes}
    yield OPEN, {**terms, **said}


@project.register
def _inscrit(event: EnveloppeItinerance.BusInscrit) -> Iterator[Statement]:
    said = {"format": event.format, "recu_le": instant(event.recu_le), "rang": event.rang}
    yield REGISTER, {**_key(event), **said}


@project.register
def _reservee(event: EnveloppeItinerance.AideBusReservee) -> Iterator[Statement]:
    said = {"etat": "RESERVEE", "montant_centimes": event.montant_centimes}
    yield CHANGE, {**_key(event), **said}


@project.register
def _accordee(event: EnveloppeItinerance.AideBusAccordee) -> Iterator[Statement]:
    said = {"etat": "ACCORDEE", "montant_centimes": event.montant_centimes}
    yield CHANGE, {**_key(event), **said}


@project.register
def _liberee(event: EnveloppeItinerance.ReservationLiberee) -> Iterator[Statement]:
    yield CHANGE, {**_key(event), "etat": "LIBEREE", "montant_centimes": 0}


def _key(event: Any) -> dict[str, Any]:
    return {"programme": event.programme, "structure_id": str(event.structure_id)}


ITINERANCE = Projection("itinerance", {"enveloppes": ENVELOPPES, "bus": BUS}, project)


def etat_de_l_enveloppe(model: ReadModel, programme: str) -> dict[str, Any] | None:
    """X-08, X-09 : son financeur, son ordre, ce qui reste, chaque bus ; None, sans inscription."""
    terms = model.query(TERMS, {"programme": programme})
    if not terms:
        return None
    inscriptions = [dict(row) for row in model.query(REGISTERED, {"programme": programme})]
    engage = sum(row["montant_centimes"] for row in inscriptions)
    reste = terms[0]["montant_centimes"] - engage
    return {**terms[0], "engage_centimes": engage, "reste_centimes": reste, "bus": inscriptions}

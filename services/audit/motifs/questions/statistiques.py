"""Les motifs principaux de non-labellisation, comptés par période et par département (A-013)."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import singledispatch
from typing import Any

from services.audit.conduite.domain.conclusion import AuditConcluant, AuditNonConcluant
from services.audit.conduite.domain.declenchement import AuditAnnule, AuditDeclenche
from services.audit.referentiels.rules.chargement import dernier_opposable
from services.audit.referentiels.rules.referentiel import Motif
from shared.log.readers import Projection
from shared.read_model import ReadModel, Statement

CONCLUSIONS = """CREATE TABLE IF NOT EXISTS conclusions (
    audit_id TEXT PRIMARY KEY, departement TEXT NOT NULL, motif TEXT NOT NULL,
    conclu_le TEXT NOT NULL)"""
OPEN = "INSERT INTO conclusions VALUES (:audit_id, :departement, '', '')"
CLOSE = """UPDATE conclusions SET motif = :motif, conclu_le = :conclu_le
    WHERE audit_id = :audit_id"""
CANCEL = "DELETE FROM conclusions WHERE audit_id = :audit_id"
COUNT = """SELECT motif, COUNT(*) AS nombre FROM conclusions
    WHERE conclu_le BETWEEN :du AND :au AND departement LIKE :departement GROUP BY motif"""
EVERYWHERE = "%"


@singledispatch
def project(event: Any) -> Iterator[Statement]:
    """Most events do not show here."""
    return iter(())


@project.register
def _declenche(event: AuditDeclenche) -> Iterator[Statement]:
    departement = event.structure["departement"]
    yield OPEN, {"audit_id": str(event.originator_id), "departement": departement}


@project.register(AuditConcluant)
@project.register(AuditNonConcluant)
def _conclu(event: AuditConcluant | AuditNonConcluant) -> Iterator[Statement]:
    said = {
        "motif": getattr(event, "motif_principal", ""),
        "conclu_le": event.synthese["conclu_le"],
    }
    yield CLOSE, {"audit_id": str(event.originator_id), **said}


@project.register
def _annule(event: AuditAnnule) -> Iterator[Statement]:
    yield CANCEL, {"audit_id": str(event.originator_id)}


MOTIFS = Projection("motifs", {"conclusions": CONCLUSIONS}, project)


@dataclass(frozen=True)
class Part:
    """Un motif, ses refus et leur part en pour cent, près de la part publiée."""

    motif: str
    libelle: str
    nombre: int
    part: int | None
    part_publiee: int | None


@dataclass(frozen=True)
class Statistique:
    """Les refus d'une période ; `audits` compte aussi les audits concluants."""

    du: date | None
    au: date
    departement: str | None
    audits: int
    refus: int
    parts: tuple[Part, ...]
    source_publiee: str


def compter(
    model: ReadModel, au: date, du: date | None = None, departement: str | None = None
) -> Statistique:
    """Les audits conclus du jour `du` au jour `au`, inclus ; sans `du`, depuis toujours."""
    bounds = {"du": du.isoformat() if du else "0", "au": au.isoformat()}
    rows = model.query(COUNT, {**bounds, "departement": departement or EVERYWHERE})
    found = {row["motif"]: int(row["nombre"]) for row in rows}
    audits, refus = sum(found.values()), sum(found.values()) - found.get("", 0)
    grille = dernier_opposable(au)
    parts = tuple(_parts(grille.motifs, found, refus))
    return Statistique(du, au, departement, audits, refus, parts, grille.source_parts)


def _parts(motifs: Sequence[Motif], found: dict[str, int], refus: int) -> Iterator[Part]:
    for motif in motifs:
        nombre = found.get(motif.code, 0)
        part = pour_cent(nombre, refus) if refus else None
        yield Part(motif.code, motif.libelle, nombre, part, motif.part_publiee)


def pour_cent(nombre: int, total: int) -> int:
    """À l'entier le plus proche, un demi vers le haut ; les parts ne font cent qu'à peu près."""
    return (nombre * 200 + total) // (2 * total)


def dits(statistique: Statistique) -> dict[str, Any]:
    """Pour qui demande de l'extérieur : les jours en texte."""
    du = statistique.du.isoformat() if statistique.du else None
    return {**asdict(statistique), "du": du, "au": statistique.au.isoformat()}

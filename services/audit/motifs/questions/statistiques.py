"""Les motifs principaux de non-labellisation, comptés par période et par département (A-013)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from typing_extensions import TypedDict

from services.audit.referentiels.rules.chargement import dernier_opposable
from services.audit.referentiels.rules.grille import Motif
from shared.read_model import ReadModel

COUNT = """SELECT motif, COUNT(*) AS nombre FROM conclusions
    WHERE conclu_le BETWEEN :du AND :au AND departement LIKE :departement GROUP BY motif"""
EVERYWHERE = "%"


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


class PartEnTexte(TypedDict):
    """Un motif, ses refus, et sa part en pour cent."""

    motif: str
    libelle: str
    nombre: int
    part: int | None
    part_publiee: int | None


class StatistiqueEnTexte(TypedDict):
    """Une statistique dont les jours sont en texte (ISO 8601)."""

    du: str | None
    au: str
    departement: str | None
    audits: int
    refus: int
    parts: list[PartEnTexte]
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


def _parts(motifs: Sequence[Motif], found: Mapping[str, int], refus: int) -> Iterator[Part]:
    for motif in motifs:
        nombre = found.get(motif.code, 0)
        part = pour_cent(nombre, refus) if refus else None
        yield Part(motif.code, motif.libelle, nombre, part, motif.part_publiee)


def pour_cent(nombre: int, total: int) -> int:
    """À l'entier le plus proche, un demi vers le haut ; les parts ne font cent qu'à peu près."""
    return (nombre * 200 + total) // (2 * total)


def en_texte(statistique: Statistique) -> StatistiqueEnTexte:
    """La même, pour qui demande de l'extérieur."""
    return {
        "du": statistique.du.isoformat() if statistique.du else None,
        "au": statistique.au.isoformat(),
        "departement": statistique.departement,
        "audits": statistique.audits,
        "refus": statistique.refus,
        "parts": [_part_en_texte(part) for part in statistique.parts],
        "source_publiee": statistique.source_publiee,
    }


def _part_en_texte(part: Part) -> PartEnTexte:
    return {
        "motif": part.motif,
        "libelle": part.libelle,
        "nombre": part.nombre,
        "part": part.part,
        "part_publiee": part.part_publiee,
    }

"""Ce que contient le dossier d'un essai, pour dire qu'il a changé ou non."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from console.execution.opened import opened
from console.execution.services import BUILDERS
from shared.runtime.component import Component

Lignes = dict[str, list[tuple[Any, ...]]]


def journaux(dossier: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Chaque événement de chaque service, octet pour octet."""
    with opened(list(BUILDERS), dossier) as components:
        return {component.name: evenements(component) for component in components}


def evenements(component: Component) -> list[tuple[Any, ...]]:
    tous = component.service.recorder.select_notifications(start=None, limit=1_000_000)
    return [(n.id, n.originator_id, n.originator_version, n.topic, n.state) for n in tous]


def tables(component: Component) -> Lignes:
    """Les lignes de chaque table de lecture."""
    noms = [nom for reader in component.projection_readers() for nom in reader.projection.tables]
    return {nom: lignes(component, nom) for nom in noms}


def lignes(component: Component, table: str) -> list[tuple[Any, ...]]:
    rows = component.model.query(f"SELECT * FROM {table}")
    return sorted(tuple(row.values()) for row in rows)


def positions(component: Component) -> list[tuple[Any, ...]]:
    """Jusqu'où chaque lecteur a lu : le relais, les projections, les effets."""
    return lignes(component, "lecture_position")


def fichiers(dossier: Path) -> dict[str, str]:
    """L'empreinte de chaque document et de chaque courriel."""
    return {
        str(path.relative_to(dossier)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(dossier.rglob("*"))
        if path.suffix in {".pdf", ".docx", ".eml", ".csv"}
    }

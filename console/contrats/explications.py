"""Des exemples de chaque message : le complément des schémas."""

import json

from console.contrats.schema import Schema
from console.lexique import DONNEES


def exemples(dossier: str, nom: str) -> list[Schema]:
    """Ceux de chaque version publiée, par version."""
    found = (each for each in (DONNEES / dossier).iterdir() if each.name.startswith(f"{nom}.v"))
    ordered = sorted(found, key=lambda each: each.name)
    return [
        {"name": each.name.removesuffix(".json"), "payload": json.loads(each.read_text("utf-8"))}
        for each in ordered
    ]

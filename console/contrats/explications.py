"""Le sens et l'unité de chaque champ, et des exemples : le complément des schémas."""

import json
from functools import cache
from importlib.resources import files

import yaml

from console.contrats.schema import Schema

DONNEES = files("console") / "donnees"
UNITE = "x-unite"


@cache
def lexique() -> dict[str, dict[str, str]]:
    """Par nom de champ, ou par « Objet.champ »."""
    read: dict[str, dict[str, str]] = yaml.safe_load((DONNEES / "lexique.yaml").read_text("utf-8"))
    return read


def explique(nom: str, schema: Schema) -> Schema:
    """Ce schéma, avec le sens et l'unité de chaque champ, parties comprises."""
    parts = {part: explique(part, each) for part, each in schema.get("$defs", {}).items()}
    fields = {
        field: {**described, **explication(nom, field)}
        for field, described in schema.get("properties", {}).items()
    }
    return {**schema, **({"$defs": parts} if parts else {}), "properties": fields}


def explication(objet: str, champ: str) -> Schema:
    """`KeyError` pour un champ sans entrée."""
    known = lexique()
    entree = known.get(f"{objet}.{champ}") or known[champ]
    unit = {UNITE: entree["unite"]} if "unite" in entree else {}
    return {"description": entree["sens"], **unit}


def exemples(dossier: str, nom: str) -> list[Schema]:
    """Ceux de chaque version publiée, par version."""
    found = (each for each in (DONNEES / dossier).iterdir() if each.name.startswith(f"{nom}.v"))
    ordered = sorted(found, key=lambda each: each.name)
    return [
        {"name": each.name.removesuffix(".json"), "payload": json.loads(each.read_text("utf-8"))}
        for each in ordered
    ]

"""L'ordre des faits de chaque structure, service par service."""

from collections.abc import Iterable, Mapping
from typing import Any


def par_structure(faits: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], list[str]]:
    """Les identifiants des faits ; celui qui n'est d'aucune structure est seul, sans ordre."""
    trouves: dict[tuple[str, str], list[str]] = {}
    for each in faits:
        qui = each.get("subject") or each["id"]
        trouves.setdefault((qui, each["source"]), []).append(each["id"])
    return trouves

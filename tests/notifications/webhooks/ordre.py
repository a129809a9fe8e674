"""L'ordre des faits de chaque structure, service par service."""

from collections.abc import Iterable, Mapping
from typing import Any


def par_structure(
    faits: Iterable[Mapping[str, Any]], sujet: str
) -> dict[tuple[str, str], list[str]]:
    """Les identifiants des faits, dans leur ordre ; `sujet` : le champ qui nomme la structure.

    Un fait qui n'est d'aucune structure n'a pas d'ordre : il est seul.
    """
    trouves: dict[tuple[str, str], list[str]] = {}
    for each in faits:
        qui = each.get(sujet) or each["id"]
        trouves.setdefault((qui, each["source"]), []).append(each["id"])
    return trouves

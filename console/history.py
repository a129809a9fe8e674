"""L'histoire d'une structure à travers les cinq services, telle qu'on la savait à une date."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from rich.console import Console
from rich.table import Table

from shared.clock import PARIS
from shared.component import Component
from shared.journal import history


def montrer_histoire(
    console: Console,
    components: Iterable[Component],
    structure_id: UUID,
    nom: str,
    au: datetime | None,
    detail: bool,
) -> None:
    """Une ligne par événement : quand, où, quoi, qui, et à cause de quoi."""
    lignes = [
        (ligne["enregistre_le"], component.name, ligne)
        for component in components
        for ligne in history(component.model, structure_id, au)
        if detail or not de_routine(ligne)
    ]
    lignes.sort(key=lambda each: each[0])
    connue = f", telle que connue le {au.astimezone(PARIS):%d/%m/%Y}" if au else ""
    table = Table(title=f"Histoire de « {nom} »{connue}", title_style="bold")
    for colonne in ("enregistré le", "survenu le", "service", "événement", "acteur", "cause"):
        table.add_column(colonne, overflow="fold")
    for enregistre_le, service, ligne in lignes:
        table.add_row(
            jour(enregistre_le),
            jour(ligne["survenu_le"]),
            service,
            ligne["phrase"] + (f" — {ligne['motif']}" if ligne["motif"] else ""),
            f"{ligne['acteur']} ({ligne['role']})",
            ligne["cause_type"],
        )
    console.print(table)
    if not lignes:
        console.print("Rien n'était encore enregistré à cette date.")


def de_routine(ligne: dict[str, Any]) -> bool:
    """Un critère conforme n'apprend rien à qui ne demande pas le détail."""
    return ligne["evenement"] == "CritereConstate" and ": CONFORME" in ligne["phrase"]


def jour(iso: str) -> str:
    return f"{datetime.fromisoformat(iso).astimezone(PARIS):%d/%m/%Y}"

"""L'histoire d'une structure à travers les cinq services, telle qu'on la savait à une date."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from rich.console import Console
from rich.table import Table

from shared.clock import PARIS
from shared.component import Component
from shared.journal import history

ROUTINE = frozenset({"CourrielRemis", "LabelAppris", "FinancementAppris", "AnnexeOuverte"})


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
    table = Table(title=f"Histoire de « {nom} »{connue}", title_style="bold", expand=True)
    table.add_column("date", no_wrap=True)
    table.add_column("service", no_wrap=True)
    table.add_column("événement", ratio=5)
    table.add_column("acteur", ratio=3)
    table.add_column("cause", ratio=2, overflow="fold")
    for enregistre_le, service, ligne in lignes:
        table.add_row(
            dates(enregistre_le, ligne["survenu_le"]),
            service,
            phrase(ligne),
            f"{ligne['acteur']} ({ligne['role']})",
            ligne["cause_type"],
        )
    console.print(table)
    if not lignes:
        console.print("Rien n'était encore enregistré à cette date.")


def de_routine(ligne: dict[str, Any]) -> bool:
    """Ce qui n'apprend rien à qui ne demande pas le détail : critère conforme, remise d'un courriel."""
    conforme = ligne["evenement"] == "CritereConstate" and ": CONFORME" in ligne["phrase"]
    return conforme or ligne["evenement"] in ROUTINE


def phrase(ligne: dict[str, Any]) -> str:
    """Ce qui s'est passé, le motif donné et les règles citées."""
    motif = f" — {ligne['motif']}" if ligne["motif"] else ""
    regles = json.loads(ligne["regles"])
    return ligne["phrase"] + motif + (f" [{', '.join(regles)}]" if regles else "")


def dates(enregistre_le: str, survenu_le: str) -> str:
    """Le jour de l'enregistrement, et celui du fait s'il est autre."""
    recorded, happened = jour(enregistre_le), jour(survenu_le)
    return recorded if recorded == happened else f"{recorded}\n(survenu {happened})"


def jour(iso: str) -> str:
    return f"{datetime.fromisoformat(iso).astimezone(PARIS):%d/%m/%Y}"

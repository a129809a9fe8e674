"""Combien de structures étaient labellisées à une date : le nombre d'abord, seul sur sa ligne."""

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from services.labellisation.labels import ANTENNE, PRINCIPALE, compter, nombre
from shared.clock import PARIS
from shared.readmodel import ReadModel


def montrer_compte(
    console: Console,
    model: ReadModel,
    au: date,
    su: datetime | None,
    departement: str | None,
    detail: bool,
) -> None:
    rows = compter(model, au, su, departement)
    console.print(nombre(rows, PRINCIPALE), highlight=False)
    connus = f", tels que sus le {su.astimezone(PARIS):%d/%m/%Y}" if su else ""
    table = Table(title=f"Labels en vigueur le {au:%d/%m/%Y}{connus}", title_style="bold")
    table.add_column("département")
    table.add_column("structures labellisées", justify="right")
    table.add_column("antennes, à part", justify="right")
    for code, each in par_departement(rows).items() if detail or departement else ():
        table.add_row(code, *map(str, each))
    table.add_section()
    table.add_row("ensemble", str(nombre(rows, PRINCIPALE)), str(nombre(rows, ANTENNE)))
    console.print(table)


def par_departement(rows: list[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    groupes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groupes[row["departement"]].append(row)
    return {code: (nombre(r, PRINCIPALE), nombre(r, ANTENNE)) for code, r in groupes.items()}

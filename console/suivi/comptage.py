"""Combien de structures étaient labellisées à une date : le nombre d'abord, seul sur sa ligne."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from rich.console import Console
from rich.table import Table

from services.labellisation.dossier.questions import ETATS
from services.labellisation.label.questions.comptage import (
    ANTENNE,
    PRINCIPALE,
    SUSPENDU,
    Decompte,
    absentes,
    charger_comptage,
    compter,
    nombre,
)
from services.labellisation.label.questions.etats_a_une_date import etats
from shared.clock import PARIS
from shared.read_model import ReadModel

CATEGORIES = (PRINCIPALE, ANTENNE, SUSPENDU)


@dataclass(frozen=True)
class Jour:
    """Le jour dont on parle, et l'instant où l'on s'arrête de savoir ; aucun, c'est maintenant."""

    au: date
    su: datetime | None

    def titre(self, quoi: str) -> str:
        su = f", tels que sus le {self.su.astimezone(PARIS):%d/%m/%Y}" if self.su else ""
        return f"{quoi} le {self.au:%d/%m/%Y}{su}"


def montrer_compte(
    console: Console, model: ReadModel, jour: Jour, departement: str | None, detail: bool
) -> None:
    """Les structures labellisées ; les antennes et les labels suspendus sont à part."""
    rows = compter(model, jour.au, jour.su, departement)
    console.print(nombre(rows, PRINCIPALE), highlight=False)
    table = Table(title=jour.titre("Labels en vigueur"), title_style="bold")
    table.add_column("département")
    for colonne in ("structures labellisées", "antennes, à part", "suspendues, à part"):
        table.add_column(colonne, justify="right")
    if detail or departement:
        for code, siennes in par_departement(rows).items():
            table.add_row(code, *nombres(siennes))
        table.add_section()
    table.add_row("ensemble", *nombres(rows))
    console.print(table)
    console.print(f"Règle de décompte : {charger_comptage().au(jour.au).id}.")
    if not (departement or jour.su) and (manquantes := absentes(model, jour.au)):
        console.print(
            f"[yellow]À savoir :[/] {manquantes} absente(s) d'une liste publiée depuis leur label, "
            "sans retrait connu : comptée(s)."
        )


def montrer_etats(console: Console, model: ReadModel, jour: Jour) -> None:
    """Où en étaient les dossiers ; leur nombre d'abord."""
    par_etat = etats(model, jour.au, jour.su)
    console.print(par_etat.total(), highlight=False)
    table = Table(title=jour.titre("Dossiers par état"), title_style="bold")
    table.add_column("état")
    table.add_column("dossiers", justify="right")
    for etat, intitule in ETATS.items():
        if etat in par_etat:
            table.add_row(intitule, str(par_etat[etat]))
    console.print(table)


def nombres(rows: list[Decompte]) -> list[str]:
    return [str(nombre(rows, categorie)) for categorie in CATEGORIES]


def par_departement(rows: list[Decompte]) -> dict[str, list[Decompte]]:
    groupes: dict[str, list[Decompte]] = defaultdict(list)
    for row in rows:
        groupes[row["departement"]].append(row)
    return groupes

"""Le nombre de structures labellisées à une date, seul sur la première ligne, puis un tableau."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

import typer

from console.aide import PILOTER, exemple
from console.departements import option_departement
from console.execution.opened import Dossier, caught_up, opened
from console.jours import fin_du_jour, option_jour
from console.screen import Ecran, Tableau, console
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
from shared.typographie import denombrer

app = typer.Typer()
CATEGORIES = (PRINCIPALE, ANTENNE, SUSPENDU)


@dataclass(frozen=True)
class Jour:
    """Le jour compté, et le dernier instant d'enregistrement pris en compte (None : maintenant)."""

    au: date
    su: datetime | None

    def titre(self, quoi: str) -> str:
        su = f", tels que sus le {self.su.astimezone(PARIS):%d/%m/%Y}" if self.su else ""
        return f"{quoi} le {self.au:%d/%m/%Y}{su}"


@app.command("counts", rich_help_panel=PILOTER)
@exemple("counts --au 2020-02-15 --sortie essai")
def compter_a_une_date(
    au: Annotated[datetime, option_jour("Labellisées ce jour-là.")],
    su: Annotated[
        datetime | None,
        option_jour("Telles que sues en fin de ce jour ; sinon, ici."),
    ] = None,
    departement: Annotated[str | None, option_departement("Un seul département.")] = None,
    detail: Annotated[bool, typer.Option(help="Montre chaque département.")] = False,
    etat: Annotated[bool, typer.Option("--etat", help="Compte les dossiers par état.")] = False,
    sortie: Dossier = None,
) -> None:
    """Compte les structures labellisées à une date (X-01) : leur nombre, puis un tableau."""
    jour = Jour(au.date(), fin_du_jour(su))
    with opened(["labellisation"], sortie) as [labellisation]:
        model = caught_up(labellisation).model
        if etat:
            montrer_etats(console, model, jour)
        else:
            montrer_compte(console, model, jour, departement, detail)


def montrer_compte(
    console: Ecran, model: ReadModel, jour: Jour, departement: str | None, detail: bool
) -> None:
    """Les structures labellisées ; les antennes et les labels suspendus sont à part."""
    comptes = compter(model, jour.au, jour.su, departement)
    console.dire(str(nombre(comptes, PRINCIPALE)))
    groupes = par_departement(comptes) if detail or departement else {}
    console.print(tableau(jour, comptes, groupes))
    console.dire(f"Règle de décompte : {charger_comptage().au(jour.au).id}.")
    if not (departement or jour.su) and (manquantes := absentes(model, jour.au)):
        console.a_savoir(
            f"{denombrer(manquantes, 'structure comptée')}, quoiqu'une liste publiée depuis le "
            "label ne les dise plus : aucun retrait n'est connu."
        )


def tableau(jour: Jour, comptes: list[Decompte], groupes: Mapping[str, list[Decompte]]) -> Tableau:
    """L'ensemble, précédé de chaque département s'il est demandé."""
    table = Tableau(title=jour.titre("Labels en vigueur"), title_style="bold")
    table.add_column("département")
    for colonne in ("structures labellisées", "antennes, à part", "suspendues, à part"):
        table.add_column(colonne, justify="right")
    for code, siens in groupes.items():
        table.add_row(code, *nombres(siens))
    table.add_section()
    table.add_row("ensemble", *nombres(comptes))
    return table


def montrer_etats(console: Ecran, model: ReadModel, jour: Jour) -> None:
    """Les dossiers par état ; leur nombre d'abord."""
    par_etat = etats(model, jour.au, jour.su)
    console.dire(str(par_etat.total()))
    table = Tableau(title=jour.titre("Dossiers par état"), title_style="bold")
    table.add_column("état")
    table.add_column("dossiers", justify="right")
    for etat, intitule in ETATS.items():
        if etat in par_etat:
            table.add_row(intitule, str(par_etat[etat]))
    console.print(table)


def nombres(comptes: list[Decompte]) -> list[str]:
    return [str(nombre(comptes, categorie)) for categorie in CATEGORIES]


def par_departement(comptes: list[Decompte]) -> dict[str, list[Decompte]]:
    groupes: dict[str, list[Decompte]] = defaultdict(list)
    for compte in comptes:
        groupes[compte["departement"]].append(compte)
    return groupes

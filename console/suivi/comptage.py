"""Le nombre de structures labellisées à une date, seul sur la première ligne, puis un tableau."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

import typer

from console.aide import PILOTER, exemple
from console.departements import option_departement
from console.execution.opened import Dossier, caught_up, opened
from console.formats import EnFormat, Format
from console.jours import fin_du_jour, option_jour
from console.screen import console
from console.tableaux import Modele, Vue, colonne, ecrire, montre, nombre, remarques
from services.labellisation.dossier.questions import ETATS, Etat
from services.labellisation.label.questions.comptage import (
    ANTENNE,
    PRINCIPALE,
    SUSPENDU,
    Decompte,
    absentes,
    charger_comptage,
    compter,
)
from services.labellisation.label.questions.comptage import nombre as nombre_de
from services.labellisation.label.questions.etats_a_une_date import etats
from shared.clock import PARIS
from shared.typographie import denombrer

app = typer.Typer()


@dataclass(frozen=True)
class Compte:
    """Les structures d'un département, ou de tous (None)."""

    departement: str | None
    decomptes: list[Decompte]

    def de(self, categorie: str) -> int:
        return nombre_de(self.decomptes, categorie)


COMPTES = Modele(
    "comptes",
    (
        colonne(
            "departement",
            "département",
            lambda compte: compte.departement,
            lambda compte: compte.departement or ENSEMBLE,
        ),
        nombre("labellisees", "structures labellisées", lambda compte: compte.de(PRINCIPALE)),
        nombre("antennes", "antennes, à part", lambda compte: compte.de(ANTENNE)),
        nombre("suspendues", "suspendues, à part", lambda compte: compte.de(SUSPENDU)),
    ),
)
ENSEMBLE = "ensemble"
PAR_ETAT = Modele(
    "etats",
    (
        colonne("etat", "état", None, lambda ligne: ETATS[ligne["etat"]]),
        nombre("dossiers", "dossiers"),
    ),
)


@dataclass(frozen=True)
class Jour:
    """Le jour compté, et le dernier instant d'enregistrement pris en compte (None : maintenant)."""

    au: date
    su: datetime | None

    def titre(self, quoi: str) -> str:
        su = f", tels que sus le {self.su.astimezone(PARIS):%d/%m/%Y}" if self.su else ""
        return f"{quoi} le {self.au:%d/%m/%Y}{su}"


@app.command("counts", rich_help_panel=PILOTER)
@exemple("counts --au 2020-02-15 --sortie essai", "counts --au 2020-02-15 --detail --format csv")
@montre(COMPTES)
@montre(PAR_ETAT)
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
    format_: EnFormat = Format.TABLE,
) -> None:
    """Compte les structures labellisées à une date (X-01) : leur nombre, puis un tableau.

    En CSV et en JSON : une ligne par département avec `--detail` ou `--departement` ; sinon une
    seule, sans département, pour l'ensemble.
    """
    jour = Jour(au.date(), fin_du_jour(su))
    with opened(["labellisation"], sortie) as [labellisation]:
        model = caught_up(labellisation).model
        if etat:
            ecrire_etats(format_, etats(model, jour.au, jour.su), jour)
            return
        comptes = compter(model, jour.au, jour.su, departement)
        manquantes = 0 if departement or jour.su else absentes(model, jour.au)
    ecrire_comptes(format_, comptes, jour, par_departement=bool(detail or departement))
    if manquantes:
        remarques(format_).a_savoir(
            f"{denombrer(manquantes, 'structure comptée')}, quoiqu'une liste publiée depuis le "
            "label ne les dise plus : aucun retrait n'est connu."
        )


def ecrire_comptes(
    format_: Format, comptes: list[Decompte], jour: Jour, *, par_departement: bool
) -> None:
    """Les structures labellisées ; les antennes et les labels suspendus sont à part."""
    ensemble = Compte(None, comptes)
    lignes = grouper(comptes) if par_departement else [ensemble]
    if format_ is not Format.TABLE:
        ecrire(format_, Vue(COMPTES, lignes))
        return
    console.dire(str(ensemble.de(PRINCIPALE)))
    montres = [*lignes, ensemble] if par_departement else lignes
    ecrire(format_, Vue(COMPTES, montres, jour.titre("Labels en vigueur")))
    console.dire(f"Règle de décompte : {charger_comptage().au(jour.au).id}.")


def ecrire_etats(format_: Format, par_etat: Counter[Etat], jour: Jour) -> None:
    """Les dossiers par état ; leur nombre d'abord."""
    lignes = [{"etat": etat, "dossiers": par_etat[etat]} for etat in ETATS if etat in par_etat]
    if format_ is Format.TABLE:
        console.dire(str(par_etat.total()))
    ecrire(format_, Vue(PAR_ETAT, lignes, jour.titre("Dossiers par état")))


def grouper(comptes: list[Decompte]) -> list[Compte]:
    """Un compte par département."""
    groupes: dict[str, list[Decompte]] = defaultdict(list)
    for compte in comptes:
        groupes[compte["departement"]].append(compte)
    return [Compte(*each) for each in groupes.items()]

"""Tout le programme sur un tableau : remontées, audits, labels, et les quatre réactions."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from console.acteurs import prefecture
from console.essai.agenda import Agenda
from console.essai.simulation import Acteurs, ConstatEcrit
from console.execution.embedded import Programme
from console.execution.opened import caught_up
from console.imports.geographie import (
    MILLESIME_DE_L_ECHANTILLON,
    chargees,
    charger,
    communes_du_tableau,
    lire_dossier,
)
from console.imports.importation import CompteRendu
from console.imports.importation import remonter as remonter_le_tableau
from console.progress import Progress
from services.labellisation.geographie.questions import AUCUN, NON_VERIFIE, CodeGeographique
from services.labellisation.tableau.questions import Tableau, identites_connues, lire_tableau
from services.onboarding.convention.commands import EngagerOperateur
from services.onboarding.convention.questions import operateurs_du_socle
from shared.clock import PARIS, SimulatedClock
from shared.contracts import Contract

DEBUT = datetime.combine(date(2019, 9, 15), time(9), PARIS)
FIN = datetime.combine(date(2020, 3, 1), time(18), PARIS)
SIGNATURE_SIMULEE = date(2019, 11, 15)


@dataclass(frozen=True)
class Essai:
    """Les données de la démonstration, déjà lues, et le dossier où elle écrit."""

    tableau: Tableau
    sortie: Path
    geographie: CodeGeographique | None
    constats: Mapping[str, Sequence[ConstatEcrit]] | None
    conventions: Sequence[tuple[str, str, date]] | None


@dataclass(frozen=True)
class Bilan:
    """L'essai une fois joué : son compte rendu, ses acteurs, leur agenda."""

    compte_rendu: CompteRendu
    geographie_verifiee: bool
    acteurs: Acteurs
    agenda: Agenda


def jouer(essai: Essai, programme: Programme, clock: SimulatedClock, progress: Progress) -> Bilan:
    """Joue du 15 septembre 2019 au 1er mars 2020 ; rejouer le même essai ne change rien (A-012)."""
    verifiee = preparer_geographie(essai, programme)
    agenda = Agenda(programme, clock, FIN)
    acteurs = Acteurs(programme.signature, constats=essai.constats)
    programme.observe(lambda fait: faire_reagir(acteurs, fait, agenda))
    rendu = remonter(essai, programme, progress)
    for departement, operateur, jour in engagements(essai, rendu):
        agenda.plan(datetime.combine(jour, time(9), PARIS), engager(departement, operateur, jour))
    programme.settle()
    agenda.run(lambda now: montrer_la_date(progress, now))
    return Bilan(rendu, verifiee, acteurs, agenda)


def faire_reagir(acteurs: Acteurs, fait: Contract, agenda: Agenda) -> None:
    for jour, commande in acteurs.reagir(fait):
        agenda.plan(jour, commande)


def remonter(essai: Essai, programme: Programme, progress: Progress) -> CompteRendu:
    labellisation = programme.components["labellisation"]
    return remonter_le_tableau(
        essai.tableau,
        DEBUT,
        programme.send_all,
        lambda fait, total: progress.step("Remontées préfectorales", fait, total),
        identites_connues(caught_up(labellisation).model),
        chargees(labellisation),
    )


def montrer_la_date(progress: Progress, now: datetime) -> None:
    fait, duree = (now - DEBUT).total_seconds(), (FIN - DEBUT).total_seconds()
    progress.step("Programme", fait, duree, f"au {now.astimezone(PARIS):%d/%m/%Y}")


def preparer_geographie(essai: Essai, programme: Programme) -> bool:
    """Charge le code officiel donné ; sinon garde celui du dossier, ou prend celui du tableau."""
    labellisation = programme.components["labellisation"]
    if essai.geographie:
        charger(labellisation, essai.geographie)
    elif chargees(labellisation).millesime in (AUCUN, NON_VERIFIE):
        charger(labellisation, communes_du_tableau(essai.tableau))
    return chargees(labellisation).millesime != NON_VERIFIE


def engagements(essai: Essai, rendu: CompteRendu) -> list[tuple[str, str, date]]:
    """Les engagements donnés ; à défaut, tous les opérateurs signent partout le même jour."""
    if essai.conventions is not None:
        return list(essai.conventions)
    departements = sorted({ligne.fiche.departement for ligne in rendu.tableau.lignes})
    socle = operateurs_du_socle(SIGNATURE_SIMULEE)
    return [(d, operateur.code, SIGNATURE_SIMULEE) for d in departements for operateur in socle]


def engager(departement: str, operateur: str, jour: date) -> EngagerOperateur:
    return EngagerOperateur(
        message_id=uuid5(NAMESPACE_URL, f"engagement:{departement}:{operateur}"),
        acteur=prefecture(departement),
        survenu_le=datetime.combine(jour, time(9), PARIS),
        departement=departement,
        operateur=operateur,
        le=jour,
    )


def essai_d_une_liste(liste: Path, sortie: Path, geographie: Path | None) -> Essai:
    """Rien n'y est écrit d'avance : les constats et les conventions sont simulés."""
    lue = lire_tableau(liste)
    return Essai(lue, sortie, lire_dossier(geographie) if geographie else None, None, None)


def essai_de_l_echantillon(dossier: Path, sortie: Path) -> Essai:
    """L'échantillon livré, avec ses constats et ses conventions écrits d'avance."""
    return Essai(
        lire_tableau(dossier / "tableau_remontee.csv"),
        sortie,
        lire_dossier(dossier, MILLESIME_DE_L_ECHANTILLON),
        constats_ecrits(dossier / "constats.csv"),
        conventions_ecrites(dossier / "conventions.csv"),
    )


def constats_ecrits(chemin: Path) -> dict[str, list[ConstatEcrit]]:
    """Par matricule de structure."""
    constats: dict[str, list[ConstatEcrit]] = {}
    for ligne in lire(chemin):
        ecrit = ConstatEcrit(ligne["critere"], ligne["remarque"])
        constats.setdefault(ligne["matricule"], []).append(ecrit)
    return constats


def conventions_ecrites(chemin: Path) -> list[tuple[str, str, date]]:
    """Département, opérateur, jour de son engagement."""
    return [
        (ligne["departement"], ligne["operateur"], date.fromisoformat(ligne["date_engagement"]))
        for ligne in lire(chemin)
    ]


def lire(chemin: Path) -> list[dict[str, str]]:
    with chemin.open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier, delimiter=";"))

"""Les listes de travail, la consolidation, la couverture et les plans, en tableaux."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, cast

import typer

from console.aide import PILOTER, exemple
from console.departements import argument_departement, option_departement
from console.execution.opened import Dossier, caught_up, opened
from console.formats import EnFormat, Format
from console.jours import option_jour, ou_aujourd_hui
from console.tableaux import (
    Modele,
    Vue,
    cellule,
    colonne,
    ecrire,
    montre,
    nombre,
    remarques,
)
from services.labellisation.dossier.questions import ETATS, Etat
from services.labellisation.pilotage.questions.a_faire import liste_de_travail
from services.labellisation.pilotage.questions.consolidation import (
    Consolidation,
    RemonteesDuDepartement,
    RemonteesDUneStructure,
    consolidation,
    structures_remontees,
)
from services.labellisation.pilotage.questions.couverture import (
    CandidateSuivie,
    couverture,
    plan_et_realite,
)
from shared.refusal import Refus
from shared.typographie import decimal, denombrer

app = typer.Typer()
Jour = Annotated[datetime | None, option_jour("Sinon, aujourd'hui.")]
Departement = Annotated[str | None, option_departement("Code ; sinon, tous.")]


def moyenne(row: RemonteesDuDepartement) -> float:
    """Des critères déclarés par structure."""
    return round(row["criteres_declares"] / row["structures"], 1)


DEPARTEMENTS = Modele(
    "departements",
    (
        colonne("departement", "département"),
        colonne("structures", "structures"),
        colonne("tardives", "tardives"),
        colonne(
            "criteres_declares_moyenne",
            "critères déclarés (moyenne)",
            moyenne,
            lambda row: decimal(moyenne(row)),
        ),
        colonne("tous_declares", "déclarent tout"),
        colonne("agents", "agents"),
        colonne("etp", "ETP", lambda row: round(row["etp"], 2)),
    ),
)
STRUCTURES = Modele(
    "structures",
    (
        colonne("structure_id"),
        colonne("nom", "structure"),
        colonne("departement", "département"),
        colonne("recue_le", "reçue le"),
        colonne("revisee_le", "révisée le"),
        colonne("criteres_declares", "critères déclarés"),
        colonne("agents", "agents"),
        colonne("etp", "ETP"),
        colonne("tardive", "tardive", lambda row: bool(row["tardive"])),
    ),
)
A_FAIRE = Modele(
    "a_faire",
    (
        colonne("quoi", "à faire"),
        colonne("structure_id"),
        colonne("nom", "structure"),
        colonne("departement", "département"),
        colonne("depuis", "depuis"),
        colonne("echeance", "échéance"),
        nombre("jours_restants", "jours restants", lambda row: row["jours"]),
    ),
)
COUVERTURE = Modele(
    "couverture",
    (
        colonne("departement", "département"),
        colonne("structures", "labellisées"),
        colonne("objectif", "objectif du plan"),
        colonne("cantons_couverts", "cantons couverts"),
        colonne("cantons", "cantons"),
        colonne("paires_proches", "paires trop proches"),
    ),
)
OBJECTIFS = Modele(
    "objectifs",
    (
        colonne("echeance", "échéance"),
        colonne("structures", "objectif"),
        colonne("atteint", "réel"),
    ),
)
CANDIDATES = Modele(
    "candidates",
    (
        colonne("nom", "candidate"),
        colonne("structure_id"),
        colonne("commune_insee", "commune"),
        colonne("echeance", "échéance"),
        colonne("etat", "au réel", None, lambda row: face_au_reel(row)),
        colonne("en_retard"),
    ),
)


@app.command("consolidation", rich_help_panel=PILOTER)
@exemple("consolidation --campagne REMONTEE-2019-09", "consolidation --detail --format csv")
@montre(DEPARTEMENTS)
@montre(STRUCTURES)
def consolider(
    sortie: Dossier = None,
    campagne: Annotated[str | None, typer.Option(help="Code ; sinon, la dernière.")] = None,
    detail: Annotated[bool, typer.Option(help="Une ligne par structure (A-006).")] = False,
    format_: EnFormat = Format.TABLE,
) -> None:
    """Rassemble les remontées d'une campagne, par département (A-005) : tout y est déclaré."""
    with opened(["labellisation"], sortie) as [labellisation]:
        model = caught_up(labellisation).model
        dite = consolidation(model, campagne)
        remontees = structures_remontees(model, campagne) if detail else []
    if dite["campagne"] is None:
        raise Refus("Aucune campagne de remontée n'a été ouverte.")
    vues = [par_departement(dite["campagne"]["nom"], dite)]
    if detail:
        vues.append(par_structure(remontees, dite["criteres"]))
    ecrire(format_, *vues)


def par_departement(nom: str, dite: Consolidation) -> Vue:
    rows = dite["departements"]
    ensemble = additionner(rows)
    sommes = [each.montrer(ensemble) for each in DEPARTEMENTS.colonnes] if rows else []
    return Vue(
        DEPARTEMENTS,
        rows,
        f"{nom} : évaluations déclarées, non constatées",
        totaux=[list(map(str, sommes))] if sommes else [],
        rien=f"{nom} : aucune remontée.",
        titres={"criteres_declares_moyenne": f"critères déclarés /{dite['criteres']} (moyenne)"},
    )


def par_structure(remontees: Sequence[RemonteesDUneStructure], criteres: int) -> Vue:
    titres = {"criteres_declares": f"critères déclarés /{criteres}"}
    return Vue(STRUCTURES, remontees, "Par structure", titres=titres)


def additionner(rows: Sequence[RemonteesDuDepartement]) -> RemonteesDuDepartement:
    return {
        "departement": "ensemble",
        "structures": sum(row["structures"] for row in rows),
        "tardives": sum(row["tardives"] for row in rows),
        "criteres_declares": sum(row["criteres_declares"] for row in rows),
        "tous_declares": sum(row["tous_declares"] for row in rows),
        "agents": sum(row["agents"] for row in rows),
        "etp": sum(row["etp"] for row in rows),
    }


@app.command("worklist", rich_help_panel=PILOTER)
@exemple("worklist --role PREFET --departement 15 --au 2021-11-30")
@montre(A_FAIRE)
def lister(
    role: Annotated[str, typer.Option(help="PREFET, AGENCE_NATIONALE, AUDITEUR, OPERATEUR.")],
    sortie: Dossier = None,
    departement: Departement = None,
    au: Jour = None,
    format_: EnFormat = Format.TABLE,
) -> None:
    """Montre ce qui attend un rôle, ce qui presse d'abord ; un préfet dit son département."""
    jour = ou_aujourd_hui(au)
    with opened(["labellisation"], sortie) as [labellisation]:
        liste = liste_de_travail(caught_up(labellisation).model, role, departement, jour)
    titre = f"{denombrer(len(liste['lignes']), 'ligne')} au {jour:%d/%m/%Y}"
    ecrire(format_, Vue(A_FAIRE, liste["lignes"], titre, rien=f"Rien à faire au {jour:%d/%m/%Y}."))
    if liste["closes"]:
        remarques(format_).a_savoir(
            f"{denombrer(liste['closes'], 'attente')} en moins, dont le délai ou la fenêtre est "
            "passé : plus personne n'a à y répondre."
        )


@app.command("coverage", rich_help_panel=PILOTER)
@exemple("coverage --au 2020-02-06")
@montre(COUVERTURE)
def couvrir(
    sortie: Dossier = None,
    departement: Departement = None,
    au: Jour = None,
    format_: EnFormat = Format.TABLE,
) -> None:
    """Compte structures labellisées, cantons couverts et paires trop proches (A-066, A-070)."""
    jour = ou_aujourd_hui(au)
    with opened(["labellisation"], sortie) as [labellisation]:
        rows = couverture(caught_up(labellisation).model, jour, departement)
    sommes = [somme(each.lire(row) for row in rows) for each in COUVERTURE.colonnes[1:]]
    vue = Vue(
        COUVERTURE,
        rows,
        f"Couverture au {jour:%d/%m/%Y} (canton ou ville ; temps estimés)",
        totaux=[["ensemble", *map(cellule, sommes)]],
        rien="Aucune commune n'est chargée : voyez « load-geography ».",
    )
    ecrire(format_, vue)


@app.command("plan", rich_help_panel=PILOTER)
@exemple("plan 15 --au 2020-12-31")
@montre(OBJECTIFS)
@montre(CANDIDATES)
def comparer(
    departement: Annotated[str, argument_departement("Code du département.")],
    sortie: Dossier = None,
    au: Jour = None,
    format_: EnFormat = Format.TABLE,
) -> None:
    """Met le plan de déploiement d'un département face au réel (A-019)."""
    with opened(["labellisation"], sortie) as [labellisation]:
        model, jour = caught_up(labellisation).model, ou_aujourd_hui(au)
        plan = plan_et_realite(model, departement, jour)
    if plan is None:
        raise Refus(f"Le département {departement} n'a pas de plan à cette date.")
    titre = f"Plan du département {departement}, version {plan['version']} ({plan['sdaasp']})"
    ecrire(
        format_,
        Vue(OBJECTIFS, plan["objectifs"], titre),
        Vue(CANDIDATES, plan["candidates"], f"Candidates du département {departement}"),
    )


def face_au_reel(candidate: CandidateSuivie) -> str:
    etat = ETATS.get(cast(Etat, candidate["etat"]), "sans dossier")
    return f"{etat}, en retard" if candidate["en_retard"] else etat


def somme(nombres: Iterable[int | None]) -> int | None:
    """De ceux qui sont connus ; rien, si aucun ne l'est."""
    connus = [nombre for nombre in nombres if nombre is not None]
    return sum(connus) if connus else None

"""Les listes de travail, la consolidation, la couverture et les plans, en tableaux."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Annotated, Literal, cast
from uuid import UUID

import typer

from console.aide import JUSTIFIER, PILOTER, exemple
from console.departements import argument_departement, option_departement
from console.execution.opened import Dossier, caught_up, opened
from console.jours import option_jour, ou_aujourd_hui
from console.screen import Tableau, Text, console
from console.suivi.structures import trouver
from services.labellisation.dossier.questions import ETATS, Etat
from services.labellisation.pilotage.questions.a_faire import a_faire
from services.labellisation.pilotage.questions.consolidation import (
    CampagneOuverte,
    RemonteesDuDepartement,
    consolidation,
    structures_remontees,
)
from services.labellisation.pilotage.questions.couverture import (
    CandidateSuivie,
    ObjectifSuivi,
    couverture,
    plan_et_realite,
)
from services.labellisation.pilotage.questions.dossier_entier import DossierEntier, dossier
from shared.refusal import Refus
from shared.statements import Row
from shared.typographie import decimal, denombrer

app = typer.Typer()
Jour = Annotated[datetime | None, option_jour("Sinon, aujourd'hui.")]
Departement = Annotated[str | None, option_departement("Code ; sinon, tous.")]
Section = Literal["remontees", "labels", "avis", "insertions", "antennes", "plan"]
SECTIONS: dict[Section, dict[str, str]] = {
    "remontees": {
        "campagne": "campagne",
        "reçue le": "recue_le",
        "critères déclarés": "criteres_declares",
        "agents": "agents",
        "ETP": "etp",
    },
    "labels": {"du": "debut", "jusqu'au": "fin"},
    "avis": {
        "opérateur": "nom",
        "avant le": "echeance",
        "avis": "avis",
        "rendu le": "rendu_le",
        "commentaire": "commentaire",
    },
    "insertions": {"voisine": "voisine", "minutes estimées": "minutes", "enclavement": "raison"},
    "antennes": {"antenne": "nom", "fermée le": "fermee_le"},
    "plan": {"échéance du plan": "echeance", "au réel": "etat"},
}
TITRES: dict[Section, str] = {
    "remontees": "Remontées (déclarées, non constatées)",
    "labels": "Labels",
    "avis": "Avis des opérateurs",
    "insertions": "Maillage",
    "antennes": "Antennes fermées",
    "plan": "Plan de déploiement",
}
COUVERTURE = {
    "département": "departement",
    "labellisées": "structures",
    "objectif du plan": "objectif",
    "cantons couverts": "cantons_couverts",
    "cantons": "cantons",
    "paires trop proches": "paires_proches",
}
VIDE, SANS_FIN = "—", "9999"
Cellule = str | int | float | None


@app.command("consolidation", rich_help_panel=PILOTER)
@exemple("consolidation --campagne REMONTEE-2019-09")
def consolider(
    sortie: Dossier = None,
    campagne: Annotated[str | None, typer.Option(help="Code ; sinon, la dernière.")] = None,
    detail: Annotated[bool, typer.Option(help="Une ligne par structure (A-006).")] = False,
) -> None:
    """Rassemble les remontées d'une campagne, par département (A-005) : tout y est déclaré."""
    with opened(["labellisation"], sortie) as [labellisation]:
        model = caught_up(labellisation).model
        dite = consolidation(model, campagne)
        remontees = structures_remontees(model, campagne) if detail else []
    if dite["campagne"] is None:
        raise Refus("Aucune campagne de remontée n'a été ouverte.")
    criteres = f"critères déclarés /{dite['criteres']}"
    console.print(par_departement(dite["campagne"], dite["departements"], criteres))
    if detail:
        console.print(par_structure(remontees, criteres))


def par_departement(
    campagne: CampagneOuverte, rows: Sequence[RemonteesDuDepartement], criteres: str
) -> Tableau:
    titre = f"{campagne['nom']} : évaluations déclarées, non constatées"
    moyenne = f"{criteres} (moyenne)"
    entetes = ("structures", "tardives", moyenne, "déclarent tout", "agents", "ETP")
    lignes = [(row["departement"], *declares(row)) for row in rows]
    total = [("ensemble", *declares(ensemble(rows)))] if rows else []
    return tableau(titre, ("département", *entetes), lignes, total)


def par_structure(remontees: Iterable[Row], criteres: str) -> Tableau:
    champs = ("nom", "departement", "recue_le", "revisee_le", "criteres_declares", "agents", "etp")
    lignes = [
        [*(cellule(row[champ]) for champ in champs), "oui" if row["tardive"] else "non"]
        for row in remontees
    ]
    entetes = ("structure", "département", "reçue le", "révisée le", criteres, "agents", "ETP")
    return tableau("Par structure", (*entetes, "tardive"), lignes)


def ensemble(rows: Sequence[RemonteesDuDepartement]) -> RemonteesDuDepartement:
    return {
        "departement": "ensemble",
        "structures": sum(row["structures"] for row in rows),
        "tardives": sum(row["tardives"] for row in rows),
        "criteres_declares": sum(row["criteres_declares"] for row in rows),
        "tous_declares": sum(row["tous_declares"] for row in rows),
        "agents": sum(row["agents"] for row in rows),
        "etp": sum(row["etp"] for row in rows),
    }


def declares(row: RemonteesDuDepartement) -> tuple[str, ...]:
    moyenne = decimal(round(row["criteres_declares"] / row["structures"], 1))
    nombres = (row["structures"], row["tardives"], moyenne, row["tous_declares"], row["agents"])
    return (*map(str, nombres), decimal(round(row["etp"], 2)))


@app.command("worklist", rich_help_panel=PILOTER)
@exemple("worklist --role PREFET --departement 15 --au 2021-11-30")
def lister(
    role: Annotated[str, typer.Option(help="PREFET, AGENCE_NATIONALE, AUDITEUR, OPERATEUR.")],
    sortie: Dossier = None,
    departement: Departement = None,
    au: Jour = None,
) -> None:
    """Montre ce qui attend un rôle, et les jours qui restent ; un préfet dit son département."""
    jour = ou_aujourd_hui(au)
    with opened(["labellisation"], sortie) as [labellisation]:
        rows: Sequence[Row] = a_faire(caught_up(labellisation).model, role, departement, jour)
    champs = ("quoi", "nom", "departement", "depuis", "echeance", "jours")
    lignes = [[cellule(row[champ]) for champ in champs] for row in rows]
    entetes = ("à faire", "structure", "département", "depuis", "échéance", "jours restants")
    console.print(tableau(f"{denombrer(len(rows), 'ligne')} au {jour:%d/%m/%Y}", entetes, lignes))


@app.command("coverage", rich_help_panel=PILOTER)
@exemple("coverage --au 2020-02-06")
def couvrir(sortie: Dossier = None, departement: Departement = None, au: Jour = None) -> None:
    """Compte structures labellisées, cantons couverts et paires trop proches (A-066, A-070)."""
    jour = ou_aujourd_hui(au)
    with opened(["labellisation"], sortie) as [labellisation]:
        rows: Sequence[Row] = couverture(caught_up(labellisation).model, jour, departement)
    lignes = [[cellule(row[champ]) for champ in COUVERTURE.values()] for row in rows]
    sommes = [somme(row[champ] for row in rows) for champ in list(COUVERTURE.values())[1:]]
    titre = f"Couverture au {jour:%d/%m/%Y} (canton ou ville ; temps estimés)"
    console.print(tableau(titre, list(COUVERTURE), lignes, [["ensemble", *map(cellule, sommes)]]))


@app.command("dossier", rich_help_panel=JUSTIFIER)
@exemple("dossier 15-01")
def montrer_dossier(
    structure: Annotated[str, typer.Argument(help="Identifiant, matricule ou nom exact.")],
    sortie: Dossier = None,
    au: Jour = None,
) -> None:
    """Montre ce que la labellisation sait d'une structure : étapes, label, avis, plan."""
    with opened(["labellisation"], sortie) as [labellisation]:
        model = caught_up(labellisation).model
        ids = [UUID(found["structure_id"]) for found in trouver(model, structure)]
        connus = [dossier(model, id, ou_aujourd_hui(au)) for id in ids]
    for connu in connus:
        for table in tableaux_du_dossier(connu):
            console.print(table)


def tableaux_du_dossier(connu: DossierEntier) -> Iterator[Tableau]:
    titre = f"{connu['nom']} ({connu['departement']}) : {ETATS[connu['etat']]}"
    etapes = [(cellule(each["le"]), each["phrase"]) for each in connu["etapes"]]
    yield tableau(titre, ("date", "étape"), etapes)
    for nom, champs in SECTIONS.items():
        rows: Sequence[Row] = connu[nom]
        lignes = [[cellule(row[champ]) for champ in champs.values()] for row in rows]
        if lignes:
            yield tableau(TITRES[nom], list(champs), lignes)


@app.command("plan", rich_help_panel=PILOTER)
@exemple("plan 15 --au 2020-12-31")
def comparer(
    departement: Annotated[str, argument_departement("Code du département.")],
    sortie: Dossier = None,
    au: Jour = None,
) -> None:
    """Met le plan de déploiement d'un département face au réel (A-019)."""
    with opened(["labellisation"], sortie) as [labellisation]:
        model, jour = caught_up(labellisation).model, ou_aujourd_hui(au)
        plan = plan_et_realite(model, departement, jour)
    if plan is None:
        raise Refus(f"Le département {departement} n'a pas de plan à cette date.")
    titre = f"Plan du département {departement}, version {plan['version']} ({plan['sdaasp']})"
    entetes = ("candidate", "commune", "échéance", "au réel")
    candidates = map(face_au_reel, plan["candidates"])
    console.print(tableau(titre, entetes, map(atteinte, plan["objectifs"]), candidates))


def atteinte(objectif: ObjectifSuivi) -> tuple[str, ...]:
    atteint = f"{objectif['atteint']} sur {objectif['structures']}"
    return "objectif", "", cellule(objectif["echeance"]), atteint


def face_au_reel(candidate: CandidateSuivie) -> tuple[str, ...]:
    etat = ETATS.get(cast(Etat, candidate["etat"]), "sans dossier")
    reel = f"{etat}, en retard" if candidate["en_retard"] else etat
    nom, echeance = candidate["nom"] or VIDE, cellule(candidate["echeance"])
    return nom, candidate["commune_insee"], echeance, reel


def tableau(
    titre: str,
    entetes: Sequence[str],
    lignes: Iterable[Sequence[str]],
    section: Iterable[Sequence[str]] = (),
) -> Tableau:
    """Du texte seul : un texte saisi n'est jamais pris pour une mise en forme."""
    table = Tableau(title=Text(titre, "bold"))
    for entete in entetes:
        table.add_column(Text(entete))
    for groupe in (lignes, section):
        for ligne in groupe:
            table.add_row(*map(Text, ligne))
        table.add_section()
    return table


def somme(nombres: Iterable[int | None]) -> int | None:
    """De ceux qui sont connus ; rien, si aucun ne l'est."""
    connus = [nombre for nombre in nombres if nombre is not None]
    return sum(connus) if connus else None


def cellule(valeur: Cellule) -> str:
    """Un jour se lit à la française ; ce qui manque, ou ne finit pas, est un tiret."""
    if valeur in (None, "", SANS_FIN):
        return VIDE
    if isinstance(valeur, float):
        return decimal(valeur)
    texte = str(valeur)
    return f"{date.fromisoformat(texte):%d/%m/%Y}" if est_un_jour(texte) else texte


def est_un_jour(texte: str) -> bool:
    return len(texte) == 10 and texte[4] == texte[7] == "-"

"""Les listes de travail, la consolidation, la couverture et les plans, en tableaux."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.table import Table
from rich.text import Text

from console.aide import JUSTIFIER, PILOTER
from console.execution.opened import Dossier, caught_up, opened
from console.screen import console
from services.labellisation.dossier.questions import ETATS, find
from services.labellisation.pilotage.questions.a_faire import a_faire
from services.labellisation.pilotage.questions.consolidation import (
    consolidation,
    structures_remontees,
)
from services.labellisation.pilotage.questions.couverture import couverture, plan_et_realite
from services.labellisation.pilotage.questions.dossier import dossier
from shared.clock import SystemClock, paris_date
from shared.read_model import Row
from shared.refusal import Refus
from shared.typographie import decimal

app = typer.Typer()
Jour = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Sinon, aujourd'hui.")]
Departement = Annotated[str | None, typer.Option(help="Code ; sinon, tous.")]
SECTIONS = {
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
TITRES = {
    "remontees": "Remontées (déclarées, non constatées)",
    "labels": "Labels",
    "avis": "Avis des opérateurs",
    "insertions": "Maillage",
    "antennes": "Antennes fermées",
    "plan": "Plan de déploiement",
}
VIDE, SANS_FIN = "—", "9999"


@app.command("consolidation", rich_help_panel=PILOTER)
def consolider(
    sortie: Dossier = None,
    campagne: Annotated[str | None, typer.Option(help="Code ; sinon, la dernière.")] = None,
    detail: Annotated[bool, typer.Option(help="Une ligne par structure (A-006).")] = False,
) -> None:
    """Rassemble les remontées d'une campagne, par département (A-005) : tout y est déclaré."""
    with opened(["labellisation"], sortie) as [labellisation]:
        dite = consolidation(caught_up(labellisation).model, campagne)
        remontees = structures_remontees(labellisation.model, campagne) if detail else []
    if dite["campagne"] is None:
        raise Refus("Aucune campagne de remontée n'a été ouverte.")
    rows = dite["departements"]
    titre = f"{dite['campagne']['nom']} : évaluations déclarées, non constatées"
    moyenne = f"critères déclarés /{dite['criteres']} (moyenne)"
    entetes = ("structures", "tardives", moyenne, "déclarent tout", "agents", "ETP")
    lignes = [(row["departement"], *declares(row)) for row in rows]
    total = [("ensemble", *declares(ensemble(rows)))] if rows else []
    console.print(tableau(titre, ("département", *entetes), lignes, total))
    if detail:
        console.print(par_structure(remontees, moyenne.removesuffix(" (moyenne)")))


def par_structure(remontees: Iterable[Row], criteres: str) -> Table:
    champs = ("nom", "departement", "recue_le", "revisee_le", "criteres_declares", "agents", "etp")
    lignes = [
        [*(cellule(row[champ]) for champ in champs), "oui" if row["tardive"] else "non"]
        for row in remontees
    ]
    entetes = ("structure", "département", "reçue le", "révisée le", criteres, "agents", "ETP")
    return tableau("Par structure", (*entetes, "tardive"), lignes)


def ensemble(rows: Sequence[Row]) -> Row:
    return {nom: sum(row[nom] for row in rows) for nom in rows[0] if nom != "departement"}


def declares(row: Row) -> tuple[str, ...]:
    moyenne = decimal(round(row["criteres_declares"] / row["structures"], 1))
    nombres = (row["structures"], row["tardives"], moyenne, row["tous_declares"], row["agents"])
    return (*map(str, nombres), decimal(round(row["etp"], 2)))


@app.command("worklist", rich_help_panel=PILOTER)
def lister(
    role: Annotated[str, typer.Option(help="PREFET, AGENCE_NATIONALE, AUDITEUR, OPERATEUR.")],
    sortie: Dossier = None,
    departement: Departement = None,
    au: Jour = None,
) -> None:
    """Montre ce qui attend un rôle, et les jours qui restent ; un préfet dit son département."""
    with opened(["labellisation"], sortie) as [labellisation]:
        rows: Sequence[Row] = a_faire(
            caught_up(labellisation).model, role, departement, le_jour(au)
        )
    champs = ("quoi", "nom", "departement", "depuis", "echeance", "jours")
    lignes = [[cellule(row[champ]) for champ in champs] for row in rows]
    entetes = ("à faire", "structure", "département", "depuis", "échéance", "jours restants")
    console.print(tableau(f"{len(rows)} lignes au {le_jour(au):%d/%m/%Y}", entetes, lignes))


@app.command("coverage", rich_help_panel=PILOTER)
def couvrir(sortie: Dossier = None, departement: Departement = None, au: Jour = None) -> None:
    """Compte structures labellisées, cantons couverts et paires trop proches (A-066, A-070)."""
    with opened(["labellisation"], sortie) as [labellisation]:
        rows: Sequence[Row] = couverture(caught_up(labellisation).model, le_jour(au), departement)
    champs = ("departement", "structures", "objectif", "cantons_couverts", "cantons")
    lignes = [[cellule(row[champ]) for champ in (*champs, "paires_proches")] for row in rows]
    sommes = [somme(row[champ] for row in rows) for champ in (*champs[1:], "paires_proches")]
    total = ["ensemble", *map(cellule, sommes)]
    entetes = ("département", "labellisées", "objectif du plan", "cantons couverts", "cantons")
    titre = f"Couverture au {le_jour(au):%d/%m/%Y} (canton ou ville ; temps estimés)"
    console.print(tableau(titre, (*entetes, "paires trop proches"), lignes, [total]))


@app.command("dossier", rich_help_panel=JUSTIFIER)
def montrer_dossier(
    structure: Annotated[str, typer.Argument(help="Identifiant, matricule ou nom exact.")],
    sortie: Dossier = None,
    au: Jour = None,
) -> None:
    """Montre ce que la labellisation sait d'une structure : étapes, label, avis, plan."""
    with opened(["labellisation"], sortie) as [labellisation]:
        model = caught_up(labellisation).model
        found = find(model, structure)
        if not found:
            raise Refus(f"Aucune structure connue sous « {structure} ».")
        dits = [dossier(model, UUID(row["structure_id"]), le_jour(au)) for row in found]
    for dit in dits:
        for table in tableaux_du_dossier(dit):
            console.print(table)


def tableaux_du_dossier(dit: Row) -> Iterator[Table]:
    titre = f"{dit['nom']} ({dit['departement']}) : {ETATS[dit['etat']]}"
    etapes = [(cellule(each["le"]), each["phrase"]) for each in dit["etapes"]]
    yield tableau(titre, ("date", "étape"), etapes)
    for nom, champs in SECTIONS.items():
        lignes = [[cellule(each[champ]) for champ in champs.values()] for each in dit[nom]]
        if lignes:
            yield tableau(TITRES[nom], list(champs), lignes)


@app.command("plan", rich_help_panel=PILOTER)
def comparer(
    departement: Annotated[str, typer.Argument(help="Code du département.")],
    sortie: Dossier = None,
    au: Jour = None,
) -> None:
    """Met le plan de déploiement d'un département face au réel (A-019)."""
    with opened(["labellisation"], sortie) as [labellisation]:
        dit = plan_et_realite(caught_up(labellisation).model, departement, le_jour(au))
    if dit is None:
        raise Refus(f"Le département {departement} n'a pas de plan à cette date.")
    objectifs = [
        ("objectif", "", cellule(each["echeance"]), f"{each['atteint']} sur {each['structures']}")
        for each in dit["objectifs"]
    ]
    candidates = [
        (each["nom"] or VIDE, each["commune_insee"], cellule(each["echeance"]), avancement(each))
        for each in dit["candidates"]
    ]
    titre = f"Plan du département {departement}, version {dit['version']} ({dit['sdaasp']})"
    entetes = ("candidate", "commune", "échéance", "au réel")
    console.print(tableau(titre, entetes, objectifs, candidates))


def avancement(candidate: Row) -> str:
    etat = ETATS.get(candidate["etat"], "sans dossier")
    return f"{etat}, en retard" if candidate["en_retard"] else etat


def tableau(
    titre: str,
    entetes: Sequence[str],
    lignes: Iterable[Sequence[str]],
    section: Iterable[Sequence[str]] = (),
) -> Table:
    """Du texte seul : ce que les gens ont écrit n'est jamais pris pour une mise en forme."""
    table = Table(title=Text(titre, "bold"))
    for entete in entetes:
        table.add_column(Text(entete))
    for groupe in (lignes, section):
        for ligne in groupe:
            table.add_row(*map(Text, ligne))
        table.add_section()
    return table


def somme(dits: Iterable[int | None]) -> int | None:
    """De ce qui est dit ; rien, si nul n'a rien dit."""
    connus = [dit for dit in dits if dit is not None]
    return sum(connus) if connus else None


def cellule(dit: Any) -> str:
    """Un jour se lit à la française ; ce qui manque, ou ne finit pas, est un tiret."""
    if dit in (None, "", SANS_FIN):
        return VIDE
    if isinstance(dit, float):
        return decimal(dit)
    texte = str(dit)
    return f"{date.fromisoformat(texte):%d/%m/%Y}" if est_un_jour(texte) else texte


def est_un_jour(texte: str) -> bool:
    return len(texte) == 10 and texte[4] == texte[7] == "-"


def le_jour(au: datetime | None) -> date:
    return au.date() if au else paris_date(SystemClock().now())

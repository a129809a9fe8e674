"""L'histoire d'une structure à travers les cinq services, telle qu'on la savait à une date."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Annotated, TypedDict, cast
from uuid import UUID

import typer

from console.aide import JUSTIFIER, exemple
from console.execution.opened import Dossier, caught_up, opened
from console.execution.services import BUILDERS
from console.jours import fin_du_jour, jour, option_jour
from console.screen import Ecran, Tableau, Text, console
from console.suivi.libelles import DEMANDES, ROLES
from console.suivi.structures import trouver
from shared.clock import PARIS
from shared.log.journal import history
from shared.messages.actors import Role
from shared.runtime.component import Component

app = typer.Typer()
ROUTINE = frozenset(
    {
        "CourrielRemis",
        "LabelAppris",
        "FinancementAppris",
        "AnnexeOuverte",
        "AnnexeRetenue",
        "SuiviQualiteOuvert",
        "ReponseEnqueteEnregistree",
        "VeilleOuverte",
        "FormationOuverte",
        "AgentAFormer",
    }
)


class Ligne(TypedDict):
    """Un événement du journal d'un service ; les instants et les règles (JSON) sont du texte."""

    service: str
    evenement_id: str
    version: int
    enregistre_le: str
    survenu_le: str
    evenement: str
    phrase: str
    role: Role
    acteur: str
    cause_type: str
    motif: str
    regles: str


CONFORME = re.compile(r"Critère constaté \S+ : conforme, (.+)")
MAJUSCULE = re.compile(r"(?<!^)[A-ZÀ-Ý]")


@app.command("history", rich_help_panel=JUSTIFIER)
@exemple("history 15-01 --au 2019-10-31")
def raconter(
    structure: Annotated[str, typer.Argument(help="Identifiant, matricule ou nom exact.")],
    au: Annotated[datetime | None, option_jour("Telle que sue ce jour-là.")] = None,
    sortie: Dossier = None,
    detail: Annotated[bool, typer.Option(help="Montre aussi chaque critère conforme.")] = False,
) -> None:
    """Raconte une structure à travers les cinq services, telle que sue en fin de journée."""
    with opened(list(BUILDERS), sortie) as services:
        components = list(map(caught_up, services))
        for found in trouver(components[0].model, structure):
            montrer_histoire(
                console,
                components,
                UUID(found["structure_id"]),
                found["nom"],
                fin_du_jour(au),
                detail,
            )


def montrer_histoire(
    console: Ecran,
    components: Iterable[Component],
    structure_id: UUID,
    nom: str,
    au: datetime | None,
    detail: bool,
) -> None:
    """Une ligne par événement : date, service, phrase, acteur et cause."""
    lignes = recueillir(components, structure_id, au)
    connue = f", telle que connue le {au.astimezone(PARIS):%d/%m/%Y}" if au else ""
    titre = f"Histoire de « {nom} »{connue}"
    console.print(tableau(titre, lignes if detail else condenser(lignes)))
    if not lignes:
        console.dire("Rien n'était encore enregistré à cette date.")


def tableau(titre: str, lignes: Iterable[Ligne]) -> Tableau:
    """Du texte seul : un texte saisi n'est jamais pris pour une mise en forme."""
    table = Tableau(title=Text(titre, "bold"), expand=True)
    table.add_column("date", no_wrap=True)
    table.add_column("service", no_wrap=True)
    table.add_column(Text("événement [règles citées]"), ratio=5, overflow="fold")
    table.add_column("acteur, et cause", ratio=4, overflow="fold")
    for ligne in lignes:
        table.add_row(*map(Text, colonnes(ligne)))
    return table


def recueillir(
    components: Iterable[Component], structure_id: UUID, au: datetime | None
) -> list[Ligne]:
    """Les événements de tous les services, dans l'ordre de leur enregistrement."""
    lignes = [
        cast(Ligne, {**ligne, "service": component.name})
        for component in components
        for ligne in history(component.model, structure_id, au)
    ]
    return sorted(lignes, key=lambda ligne: ligne["enregistre_le"])


def condenser(lignes: Sequence[Ligne]) -> Iterator[Ligne]:
    """Sans la routine ; des critères conformes du même moment tiennent en une ligne."""
    remis = {each["evenement_id"] for each in lignes if each["evenement"] == "CourrielRemis"}
    conformes = Counter(map(conformite, lignes))
    for ligne in lignes:
        ensemble = conformite(ligne)
        if ensemble and conformes[ensemble] > 1:
            yield {**ligne, "phrase": f"{conformes[ensemble]} critères constatés {ensemble[-1]}"}
            conformes[ensemble] = 0
        elif ligne["evenement_id"] in remis and ligne["evenement"] == "CourrielDemande":
            yield {**ligne, "phrase": ligne["phrase"].replace("à envoyer", "envoyé", 1)}
        elif ligne["evenement"] not in ROUTINE and (not ensemble or conformes[ensemble]):
            yield ligne


def conformite(ligne: Ligne) -> tuple[str, ...]:
    """La même pour les critères constatés conformes ensemble et de même façon ; vide sinon."""
    constat = CONFORME.fullmatch(ligne["phrase"])
    ensemble = (ligne["enregistre_le"], ligne["evenement_id"])
    return (*ensemble, f"conformes, {constat[1]}") if constat else ()


def colonnes(ligne: Ligne) -> tuple[str, ...]:
    return (
        dates(ligne["enregistre_le"], ligne["survenu_le"]),
        ligne["service"],
        phrase(ligne),
        f"{acteur(ligne)}\n← {cause(ligne)}",
    )


def phrase(ligne: Ligne) -> str:
    """La phrase de l'événement, le motif donné et les règles citées."""
    texte = ligne["phrase"]
    if ligne["evenement"] == "MessageRecu":
        texte = texte.replace(f"« {ligne['cause_type']} »", f"« {cause(ligne)} »", 1)
    if ligne["motif"] and ligne["motif"] not in texte:
        texte = f"{texte} — {ligne['motif']}"
    regles = json.loads(ligne["regles"])
    return f"{texte} [{', '.join(regles)}]" if regles else texte


def cause(ligne: Ligne) -> str:
    """La demande, ou le fait appris, en mots : « StructureSignalée » est « structure signalée »."""
    nom = ligne["cause_type"]
    return DEMANDES.get(nom) or MAJUSCULE.sub(r" \g<0>", nom).lower()


def acteur(ligne: Ligne) -> str:
    """« préfecture du Cantal (préfet) » ; le rôle est omis si le nom commence par lui."""
    nom, role = ligne["acteur"], ROLES[ligne["role"]]
    if ligne["role"] == "SERVICE":
        return role
    return nom if nom.startswith(role) else f"{nom} ({role})"


def dates(enregistre_le: str, survenu_le: str) -> str:
    """Le jour de l'enregistrement, et celui du fait s'il est autre."""
    recorded, happened = jour(enregistre_le), jour(survenu_le)
    return recorded if recorded == happened else f"{recorded}\n(survenu {happened})"

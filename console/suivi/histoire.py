"""L'histoire d'une structure à travers les cinq services, telle qu'on la savait à une date."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from rich.console import Console
from rich.table import Table
from rich.text import Text

from console.suivi.libelles import DEMANDES, ROLES
from shared.clock import PARIS
from shared.log.journal import history
from shared.runtime.component import Component

Ligne = dict[str, Any]

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
CONFORME = re.compile(r"Critère constaté \S+ : conforme, (.+)")
MAJUSCULE = re.compile(r"(?<!^)[A-ZÀ-Ý]")


def montrer_histoire(
    console: Console,
    components: Iterable[Component],
    structure_id: UUID,
    nom: str,
    au: datetime | None,
    detail: bool,
) -> None:
    """Une ligne par événement : quand, où, quoi, qui, et à cause de quoi."""
    lignes = recueillir(components, structure_id, au)
    connue = f", telle que connue le {au.astimezone(PARIS):%d/%m/%Y}" if au else ""
    titre = f"Histoire de « {nom} »{connue}"
    console.print(tableau(titre, lignes if detail else condenser(lignes)))
    if not lignes:
        console.print("Rien n'était encore enregistré à cette date.")


def tableau(titre: str, lignes: Iterable[Ligne]) -> Table:
    """Du texte seul : ce que les gens ont écrit n'est jamais pris pour une mise en forme."""
    table = Table(title=Text(titre, "bold"), expand=True)
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
    """Ce que chaque service avait enregistré, dans l'ordre des enregistrements."""
    lignes = [
        {**ligne, "service": component.name}
        for component in components
        for ligne in history(component.model, structure_id, au)
    ]
    return sorted(lignes, key=lambda ligne: str(ligne["enregistre_le"]))


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
    """Commune aux critères constatés conformes ensemble et de même façon ; vide pour le reste."""
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
    """Ce qui s'est passé, le motif donné et les règles citées."""
    said = str(ligne["phrase"])
    if ligne["evenement"] == "MessageRecu":
        said = said.replace(f"« {ligne['cause_type']} »", f"« {cause(ligne)} »", 1)
    if ligne["motif"] and ligne["motif"] not in said:
        said = f"{said} — {ligne['motif']}"
    regles = json.loads(ligne["regles"])
    return f"{said} [{', '.join(regles)}]" if regles else said


def cause(ligne: Ligne) -> str:
    """La demande, ou le fait appris, en mots : « StructureSignalée » est « structure signalée »."""
    said = str(ligne["cause_type"])
    return DEMANDES.get(said) or MAJUSCULE.sub(r" \g<0>", said).lower()


def acteur(ligne: Ligne) -> str:
    """« préfecture du Cantal (préfet) » ; le rôle se tait quand le nom le dit déjà."""
    nom, role = str(ligne["acteur"]), ROLES[ligne["role"]]
    if ligne["role"] == "SERVICE":
        return role
    return nom if nom.startswith(role) else f"{nom} ({role})"


def dates(enregistre_le: str, survenu_le: str) -> str:
    """Le jour de l'enregistrement, et celui du fait s'il est autre."""
    recorded, happened = jour(enregistre_le), jour(survenu_le)
    return recorded if recorded == happened else f"{recorded}\n(survenu {happened})"


def jour(iso: str) -> str:
    return f"{datetime.fromisoformat(iso).astimezone(PARIS):%d/%m/%Y}"

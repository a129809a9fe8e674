"""L'histoire d'une structure à travers les cinq services, telle qu'on la savait à une date."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Annotated, NotRequired, TypedDict, cast
from uuid import UUID

import typer

from console.aide import JUSTIFIER, exemple
from console.execution.opened import Dossier, caught_up, opened
from console.execution.services import BUILDERS
from console.formats import EnFormat, Format
from console.jours import fin_du_jour, option_jour
from console.screen import Text, console
from console.suivi.libelles import DEMANDES, ROLES
from console.suivi.structures import trouver
from console.tableaux import Modele, Vue, brutes, colonne, ecran, ecrire, montre, montrer
from services.labellisation.dossier.questions import DossierAuRegistre
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

    structure_id: NotRequired[str]
    structure: NotRequired[str]
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


CHAMPS = (
    *brutes("structure_id", "structure", "enregistre_le", "survenu_le", "service", "evenement"),
    *brutes("evenement_id", "version"),
    colonne("phrase", "", lambda ligne: phrase(ligne)),
    colonne("regles", "", lambda ligne: regles(ligne)),
    *brutes("role", "acteur"),
    colonne("cause", "", lambda ligne: ligne["cause_type"]),
    colonne("motif"),
)
HISTOIRE = Modele("histoire", CHAMPS)
EN_COLONNES = Modele(
    "histoire",
    (
        *CHAMPS,
        ecran("enregistré (Paris)", lambda ligne: quand(ligne), no_wrap=True),
        ecran("service", lambda ligne: ligne["service"], no_wrap=True),
        ecran("événement", lambda ligne: justifiee(ligne)),
        ecran("par", lambda ligne: acteur(ligne)),
        ecran("à la suite de", lambda ligne: cause(ligne)),
    ),
)
EMPILEE = Modele(
    "histoire",
    (
        *CHAMPS,
        ecran("enregistré (Paris)", lambda ligne: f"{quand(ligne)}\n{ligne['service']}"),
        ecran(
            "événement",
            lambda ligne: justifiee(ligne, f"{acteur(ligne)} ← {cause(ligne)}"),
        ),
    ),
)
CONFORME = re.compile(r"Critère constaté \S+ : conforme, (.+)")
MAJUSCULE = re.compile(r"(?<!^)[A-ZÀ-Ý]")
LARGE = 120
"""À partir de quelle largeur une colonne par sujet se lit mieux que des lignes empilées."""


@app.command("history", rich_help_panel=JUSTIFIER)
@exemple("history 15-01 --au 2019-10-31", "history 15-01 --detail --format json")
@montre(HISTOIRE)
def raconter(
    structure: Annotated[str, typer.Argument(help="Identifiant, matricule ou nom exact.")],
    au: Annotated[datetime | None, option_jour("Telle que sue ce jour-là.")] = None,
    sortie: Dossier = None,
    detail: Annotated[bool, typer.Option(help="Montre aussi chaque critère conforme.")] = False,
    format_: EnFormat = Format.TABLE,
) -> None:
    """Raconte une structure à travers les cinq services, telle que sue en fin de journée.

    Les heures sont celles de Paris ; sous chaque événement, les règles qu'il cite.
    """
    with opened(list(BUILDERS), sortie) as services:
        components = list(map(caught_up, services))
        trouvees = trouver(components[0].model, structure)
        histoires = [
            (found["nom"], histoire(components, found, fin_du_jour(au), detail))
            for found in trouvees
        ]
    if format_ is Format.TABLE:
        montrer(console, [vue(*each, fin_du_jour(au), console.width) for each in histoires])
    else:
        ecrire(format_, Vue(HISTOIRE, [ligne for _, lignes in histoires for ligne in lignes]))


def histoire(
    components: Iterable[Component], found: DossierAuRegistre, au: datetime | None, detail: bool
) -> list[Ligne]:
    """Les événements d'une structure ; la routine n'y est que si on la demande."""
    lignes = recueillir(components, UUID(found["structure_id"]), au)
    dites = lignes if detail else condenser(lignes)
    return [
        {**ligne, "structure_id": found["structure_id"], "structure": found["nom"]}
        for ligne in dites
    ]


def vue(nom: str, lignes: Sequence[Ligne], au: datetime | None, largeur: int) -> Vue:
    """Une ligne par événement ; dans un terminal étroit, tout s'empile près de la date."""
    connue = f", telle que connue le {au.astimezone(PARIS):%d/%m/%Y}" if au else ""
    return Vue(
        EN_COLONNES if largeur >= LARGE else EMPILEE,
        lignes,
        f"Histoire de « {nom} »{connue}",
        rien=f"Rien n'était encore enregistré de « {nom} » à cette date.",
    )


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


def phrase(ligne: Ligne) -> str:
    """La phrase de l'événement, et le motif donné."""
    texte = ligne["phrase"]
    if ligne["evenement"] == "MessageRecu":
        texte = texte.replace(f"« {ligne['cause_type']} »", f"« {cause(ligne)} »", 1)
    if ligne["motif"] and ligne["motif"] not in texte:
        texte = f"{texte} — {ligne['motif']}"
    return texte


def regles(ligne: Ligne) -> list[str]:
    """Les règles citées."""
    cited: list[str] = json.loads(ligne["regles"])
    return cited


def justifiee(ligne: Ligne, *autres: str) -> Text:
    """La phrase, puis en retrait ce qui l'explique ; les règles en dernier."""
    citees = [f"règles : {', '.join(regles(ligne))}"] if regles(ligne) else []
    suite = "".join(f"\n  {each}" for each in (*autres, *citees))
    return Text.assemble(phrase(ligne), (suite, "dim"))


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


def quand(ligne: Ligne) -> str:
    """L'instant de l'enregistrement, à Paris, et celui du fait s'il est d'un autre jour."""
    recorded, happened = a_paris(ligne["enregistre_le"]), a_paris(ligne["survenu_le"])
    if recorded.date() == happened.date():
        return f"{recorded:%d/%m/%Y %H:%M}"
    return f"{recorded:%d/%m/%Y %H:%M}\n(fait du {happened:%d/%m/%Y})"


def a_paris(instant: str) -> datetime:
    return datetime.fromisoformat(instant).astimezone(PARIS)

"""Le compte rendu des listes reprises : un tableau à l'écran, chaque ligne dans un CSV."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from console.execution.opened import opened
from console.imports.depot import deposer
from console.imports.listes import Reprise, lire_listes, reprendre
from console.progress import shown
from console.screen import Tableau, console
from services.labellisation.reprise.questions import Apport, nommer
from shared.spreadsheet import Cell, to_csv
from shared.typographie import denombrer

NATURES = {
    "NOUVELLE": "nouvelles",
    "CHANGEE": "changées",
    "INCHANGEE": "inchangées",
    "ANCIENNE": "plus anciennes que le connu",
    "ABSENTE": "absentes de la liste",
    "LABEL": "labels datés",
    "ANTENNE": "antennes, à part",
}
ENTETE = ("ligne", "structure", "issue", "detail")


def reprendre_et_montrer(
    fichiers: Sequence[Path], du: date | None, sortie: Path | None, rapport: Path
) -> bool:
    """Vrai si des lignes sont rejetées."""
    listes = lire_listes(fichiers, du)
    with (
        shown(console) as progress,
        opened(["labellisation"], sortie, make=True) as [labellisation],
    ):
        reprises = list(reprendre(listes, labellisation, progress.step))
    console.print(tableau(reprises))
    rendre_compte(reprises, rapport)
    return any(reprise.rejets for reprise in reprises)


def rendre_compte(reprises: Sequence[Reprise], rapport: Path) -> None:
    """Un fichier par liste, et ses remarques à l'écran."""
    for reprise in reprises:
        nom = f"historique_{reprise.liste.du:%Y%m%d}.csv"
        [fichier] = deposer(rapport, {nom: to_csv(ENTETE, lignes_du_rapport(reprise))}).values()
        for phrase in remarques(reprise, fichier):
            console.a_savoir(phrase)


def tableau(reprises: Sequence[Reprise]) -> Tableau:
    """Une colonne par liste : elles se comparent."""
    table = Tableau(title="Listes reprises dans l'histoire", title_style="bold")
    table.add_column("", no_wrap=True)
    for reprise in reprises:
        table.add_column(f"{reprise.liste.du:%d/%m/%Y}", justify="right")
    for nom, nombres in lignes(reprises):
        table.add_row(nom, *map(str, nombres))
    return table


def lignes(reprises: Sequence[Reprise]) -> Iterator[tuple[str, list[int]]]:
    yield "lignes lues", [r.liste.tableau.lues for r in reprises]
    yield "  gardées", [r.liste.tableau.lues - r.rejetees for r in reprises]
    yield "    dont avec une observation", [r.observees for r in reprises]
    yield "  rejetées", [r.rejetees for r in reprises]
    for nature, nom in NATURES.items():
        yield nom, [r.nombre(nature) for r in reprises]


def remarques(reprise: Reprise, fichier: str) -> Iterator[str]:
    """Liste déjà lue, champs changés, lignes à revoir."""
    du = f"liste du {reprise.liste.du:%d/%m/%Y}"
    if reprise.deja_lue:
        yield f"{du} : déjà dans l'histoire, rien ne change."
    if detail := champs_changes(reprise):
        yield f"{du}, ce qui a changé : {detail}."
    yield from (f"{du} : {each}." for each in lignes_a_revoir(reprise, fichier))


def lignes_a_revoir(reprise: Reprise, fichier: str) -> Iterator[str]:
    """Les lignes reconnues sans identifiant, celles qui disent mal une chose, les rejetées."""
    if reprise.rapprochees:
        yield (
            f"{denombrer(len(reprise.rapprochees), 'ligne reconnue')} à la commune et à l'adresse, "
            f"aux coordonnées ou au nom (dans {fichier})"
        )
    if reprise.observees:
        gardees = denombrer(reprise.observees, "ligne gardée")
        yield f"{gardees} avec une observation (dans {fichier})"
    if not reprise.liste.complete:
        yield "des lignes sans identifiant ou illisibles, aucune absence n'en est tirée"
    if reprise.rejets:
        yield f"{denombrer(reprise.rejetees, 'ligne rejetée')} (raisons dans {fichier})"


def champs_changes(reprise: Reprise) -> str:
    """Combien de fois chacun a changé, du plus fréquent au moins fréquent."""
    changees = [apport for apport in reprise.apports if apport["nature"] == "CHANGEE"]
    champs = Counter(champ for apport in changees for champ in apport["changements"])
    return ", ".join(f"{nommer([champ])} {nombre}" for champ, nombre in champs.most_common())


def lignes_du_rapport(reprise: Reprise) -> Iterator[tuple[Cell, ...]]:
    """Une ligne par apport, par rapprochement, par observation et par rejet."""
    for a in reprise.apports:
        yield a["ligne"] or "", a["nom"], a["nature"], nommes(a)
    for r in reprise.rapprochees:
        yield r.lieu, r.texte, "RAPPROCHEE", f"{r.champ} {r.message}"
    for r in reprise.observations:
        dite = f"{r.champ} « {r.texte} »" if r.texte else r.champ
        yield r.lieu, "", "OBSERVEE", f"{dite} : {r.message}"
    for r in reprise.rejets:
        yield r.lieu, r.texte, "REJETEE", f"{r.champ} : {r.message}"


def nommes(apport: Apport) -> str:
    """Les champs changés ; les deux dates d'un label corrigé ; la principale d'une antenne."""
    if apport["nature"] == "LABEL":
        return " → ".join(apport["changements"])
    if apport["nature"] == "ANTENNE":
        return " ".join(f"rattachée à {nom}" for nom in apport["changements"])
    return nommer(apport["changements"])

"""Les preuves des audits : les déposer, vérifier que chaque preuve citée est gardée et intacte."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from console.aide import JUSTIFIER, exemple
from console.codes import Code
from console.execution.opened import Dossier, opened, settings
from console.formats import EnFormat, Format
from console.lieux import a_lire
from console.progress import Progress, shown
from console.screen import console
from console.tableaux import Modele, Vue, colonne, ecrire, montre, remarques
from services.audit.preuves.questions import (
    Citation,
    Depot,
    Examen,
    citations,
    examiner,
    par_empreinte,
    regle_de_depot,
)
from shared.clock import SystemClock, paris_date
from shared.log.contract_fields import subject_of
from shared.log.entries import entries_after
from shared.log.journal import sentence
from shared.runtime.component import Component
from shared.runtime.settings import require

app = typer.Typer()
evidence = typer.Typer(no_args_is_help=True, help="Les preuves des audits, par leur empreinte.")
app.add_typer(evidence, name="evidence", rich_help_panel=JUSTIFIER)

ETATS = {"ABSENTE": "absente", "ALTEREE": "altérée", "INTACTE": "intacte"}


def dites(examen: Examen) -> list[str]:
    """Chaque fait qui cite cette preuve."""
    return [citation(each) for each in examen.citations]


def pieces(examen: Examen) -> list[str]:
    """Les noms sous lesquels elle est citée."""
    return list(dict.fromkeys(each.nom for each in examen.citations))


PREUVES = Modele(
    "preuves",
    (
        colonne("etat", "état", lambda examen: examen.etat, lambda examen: ETATS[examen.etat]),
        colonne("pieces", "pièce", pieces),
        colonne("empreinte", "empreinte", lambda examen: examen.empreinte),
        colonne(
            "citee_par",
            "citée par",
            dites,
            lambda examen: "\n".join(dites(examen)) or "jamais citée",
        ),
    ),
)


@evidence.command()
@exemple("evidence add facade.jpg plan.pdf")
def add(
    fichiers: Annotated[list[Path], typer.Argument(help="Pièces à déposer.", callback=a_lire)],
    sortie: Dossier = None,
) -> None:
    """Dépose des pièces, et écrit en JSON ce qu'un constat en citera (`preuves`)."""
    regle = regle_de_depot(paris_date(SystemClock().now()))
    depot = depot_de(sortie)
    preuves = [depot.deposer(each, regle).model_dump() for each in fichiers]
    console.document(preuves)


@evidence.command()
@exemple("evidence verify", "evidence verify --format json")
@montre(PREUVES)
def verify(sortie: Dossier = None, format_: EnFormat = Format.TABLE) -> None:
    """Vérifie que chaque preuve citée par le journal de l'audit est gardée, et intacte.

    Montre celles qui sont à examiner : absentes, altérées ou jamais citées.
    """
    depot = depot_de(sortie)
    with opened(["audit"], sortie) as [audit], shown(remarques(format_)) as progress:
        connues = par_empreinte(depot, citations(lire_journal(audit, progress)))
        examens = []
        for rang, examen in enumerate(examiner(depot, connues), start=1):
            examens.append(examen)
            progress.step("preuves", rang, len(connues))
    a_dire = [each for each in examens if each.etat != "INTACTE" or not each.citations]
    ecrire(format_, Vue(PREUVES, a_dire, "Preuves à examiner"))
    remarques(format_).dire(bilan(examens))
    fautives = any(each.etat != "INTACTE" for each in examens)
    raise typer.Exit(Code.A_VOIR if fautives else Code.FAIT)


def depot_de(sortie: Path | None) -> Depot:
    return Depot(Path(require(settings("audit", sortie).options, "DOCUMENTS", "audit")))


def lire_journal(audit: Component, progress: Progress) -> Iterator[Any]:
    """Chaque événement que cette version sait lire, du premier au dernier."""
    total, position = audit.service.recorder.max_notification_id() or 0, 0
    while entries := entries_after(audit.service, position):
        position = entries[-1].position
        progress.step("journal", position, total)
        yield from (each.event for each in entries if each.error is None)


def citation(citee: Citation) -> str:
    event = citee.evenement
    le = paris_date(event.provenance["survenu_le"])
    return f"{sentence(event)} — structure {subject_of(event)}, {le:%d/%m/%Y}"


def bilan(examens: list[Examen]) -> str:
    comptes = Counter(each.etat for each in examens)
    citees = sum(bool(each.citations) for each in examens)
    return (
        f"Preuves citées : {citees} ; absentes : {comptes['ABSENTE']} ; "
        f"altérées : {comptes['ALTEREE']} ; jamais citées : {len(examens) - citees}."
    )

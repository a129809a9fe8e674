"""Les commandes du financement : ce qui est dû à une structure, et de quoi cela vient."""

from datetime import datetime
from typing import Annotated

import typer

from console.aide import PILOTER, exemple
from console.departements import option_departement
from console.execution.opened import Dossier, caught_up, opened
from console.formats import EnFormat, Format
from console.jours import option_jour, ou_aujourd_hui
from console.screen import console
from console.suivi.aides import aides
from console.suivi.msap import A_LABELLISER, AUTRES, vues
from console.suivi.releve import releve
from console.tableaux import ecrire, montre

app = typer.Typer()
funding = typer.Typer(no_args_is_help=True, help="Le financement des structures.")
app.add_typer(funding, name="funding", rich_help_panel=PILOTER)
funding.add_typer(releve)
funding.add_typer(aides)


@funding.callback()
def financement() -> None:
    """Le financement des structures."""


@funding.command()
@exemple("funding msap --departement 15 --au 2022-03-31", "funding msap --format csv")
@montre(A_LABELLISER)
@montre(AUTRES)
def msap(
    sortie: Dossier = None,
    departement: Annotated[str | None, option_departement("Code ; sinon, tous.")] = None,
    au: Annotated[datetime | None, option_jour("Sinon, aujourd'hui.")] = None,
    format_: EnFormat = Format.TABLE,
) -> None:
    """Montre les MSAP : garantie, label, jours qui restent ou sans financement (A-036, A-039)."""
    from services.funding.garantie.questions import msap_suivies

    with opened(["funding"], sortie) as [service]:
        suivies = msap_suivies(caught_up(service).model, ou_aujourd_hui(au), departement)
    ecrire(format_, *vues(suivies))
    if not suivies and format_ is Format.TABLE:
        console.dire("Aucune MSAP n'est inscrite : voyez « import --msap ».")

"""Ouvrir une campagne de remontée, au nom de l'agence nationale."""

from datetime import datetime, time
from typing import Annotated
from uuid import NAMESPACE_URL, uuid5

import typer

from console.acteurs import agence
from console.aide import ESSAYER
from console.execution.opened import Dossier
from console.execution.recipient import recipient
from console.screen import console
from services.labellisation.territoire.commands import OuvrirCampagne
from shared.clock import PARIS, SystemClock, paris_date
from shared.refusal import Refus

app = typer.Typer()
Jour = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


@app.command("campaign", rich_help_panel=ESSAYER)
def ouvrir(
    code: Annotated[str, typer.Argument(help="Code ; celui du programme donne le reste.")],
    sortie: Dossier = None,
    nom: Annotated[str | None, typer.Option(help="Nom de la campagne.")] = None,
    vague: Annotated[str | None, typer.Option(help="Vague de labels préparée.")] = None,
    ouverture: Jour = None,
    cloture: Jour = None,
    rappel: Annotated[list[datetime] | None, typer.Option(formats=["%Y-%m-%d"])] = None,
) -> None:
    """Ouvre une campagne de remontée (A-003, A-010) ; ce qui n'est pas dit vient du programme."""
    maintenant = SystemClock().now()
    jour = ouverture.date() if ouverture else paris_date(maintenant)
    commande = OuvrirCampagne(
        message_id=uuid5(NAMESPACE_URL, f"ouverture:{code}:{maintenant.isoformat()}"),
        acteur=agence(jour),
        survenu_le=datetime.combine(jour, time(9), PARIS),
        code=code,
        nom=nom,
        vague=vague,
        ouverture=ouverture.date() if ouverture else None,
        cloture=cloture.date() if cloture else None,
        rappels=tuple(each.date() for each in rappel) if rappel else None,
    )
    with recipient(sortie) as send:
        reponse = send(commande)
    if not reponse.accepted:
        raise Refus(reponse.detail)
    console.print(f"Campagne {code} ouverte.")

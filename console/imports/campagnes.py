"""Ouvrir une campagne de remontée, au nom de l'agence nationale."""

from datetime import datetime
from typing import Annotated
from uuid import NAMESPACE_URL, uuid5

import typer
from pydantic import ValidationError

from console.acteurs import Entete, agence
from console.aide import ESSAYER, exemple
from console.execution.opened import Dossier, recipient
from console.jours import option_jour
from console.screen import console
from services.labellisation.territoire.commands import OuvrirCampagne
from shared.clock import SystemClock, paris_date
from shared.refusal import Refus
from shared.rules.faults import to_its_author

app = typer.Typer()


@app.command("campaign", rich_help_panel=ESSAYER)
@exemple(
    'campaign REMONTEE-2020-03 --nom "Mars 2020" --vague VAGUE-2 '
    "--ouverture 2020-03-01 --cloture 2020-03-31"
)
def ouvrir(
    code: Annotated[str, typer.Argument(help="Code ; celui du programme donne le reste.")],
    sortie: Dossier = None,
    nom: Annotated[str | None, typer.Option(help="Nom de la campagne.")] = None,
    vague: Annotated[str | None, typer.Option(help="Vague de labels préparée.")] = None,
    ouverture: Annotated[datetime | None, option_jour("Premier jour.")] = None,
    cloture: Annotated[datetime | None, option_jour("Dernier jour.")] = None,
    rappel: Annotated[
        list[datetime] | None, option_jour("Jour d'un rappel, entre les deux.")
    ] = None,
) -> None:
    """Ouvre une campagne de remontée (A-003, A-010) ; ce qui n'est pas dit vient du programme."""
    entete = au_nom_de_l_agence(code)
    try:
        commande = OuvrirCampagne(
            **entete,
            code=code,
            nom=nom,
            vague=vague,
            ouverture=ouverture and ouverture.date(),
            cloture=cloture and cloture.date(),
            rappels=tuple(each.date() for each in rappel) if rappel else None,
        )
    except ValidationError as error:
        raise Refus(to_its_author(error)) from error
    with recipient(sortie) as send:
        [reponse] = send([commande])
    if not reponse.accepted:
        raise Refus(reponse.detail)
    console.dire(f"Campagne {code} ouverte.")


def au_nom_de_l_agence(code: str) -> Entete:
    """Une demande par lancement, d'aujourd'hui : la campagne, elle, a ses propres dates."""
    maintenant = SystemClock().now()
    return {
        "message_id": uuid5(NAMESPACE_URL, f"ouverture:{code}:{maintenant.isoformat()}"),
        "acteur": agence(paris_date(maintenant)),
        "survenu_le": maintenant,
    }

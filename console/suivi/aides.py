"""Les commandes des aides : simuler un barème, voir une enveloppe et la place de chaque bus."""

from typing import Annotated

import typer

from console.aide import exemple
from console.execution.opened import Dossier, caught_up, opened
from console.formats import EnFormat, Format
from console.screen import Tableau, console
from services.funding.itinerance.questions import BusInscrit, EtatEnveloppe, etat_de_l_enveloppe
from services.funding.simulation.questions import (
    PORTEURS,
    ZONES,
    PorteurConnu,
    Simulation,
    Zone,
    simuler,
)
from shared.typographie import denombrer, euros

aides = typer.Typer()

ETATS = {
    "EN_ATTENTE": "en attente",
    "RESERVEE": "réservée",
    "ACCORDEE": "accordée",
    "LIBEREE": "libérée",
    "RAYEE": "rayée",
}


@aides.command()
@exemple("funding simulate --annee 2025 --porteur COLLECTIVITE --zone FRR")
def simulate(
    annee: Annotated[int, typer.Option(help="Année civile.", min=1900, max=2200)],
    porteur: Annotated[PorteurConnu, typer.Option(help="Type d'organisme porteur.")],
    zone: Annotated[Zone | None, typer.Option(help="Zone de la structure ; sinon, aucune.")] = None,
    structures: Annotated[int, typer.Option(help="Combien de structures.", min=1)] = 1,
    format: EnFormat = Format.TEXTE,
) -> None:
    """Simule le forfait et le bonus d'une année, et dit ce qui en serait payé ; n'écrit rien."""
    simulee = simuler(annee, porteur, zone)
    if format is Format.JSON:
        console.document({**simulee, "structures": structures})
    else:
        montrer(simulee, structures)


@aides.command()
@exemple("funding envelope ITINERANCE-2020 --sortie essai")
def envelope(
    programme: Annotated[str, typer.Argument(help="Code du programme d'aide.")],
    sortie: Dossier = None,
    format: EnFormat = Format.TEXTE,
) -> None:
    """Montre une enveloppe d'aide aux bus : ce qui en reste, la place de chacun, et pourquoi."""
    with opened(["funding"], sortie) as [funding]:
        etat = etat_de_l_enveloppe(caught_up(funding).model, programme)
    if format is Format.JSON:
        console.document(etat)
    elif etat is None:
        console.dire(f"Aucun bus n'est inscrit à « {programme} ».")
    else:
        montrer_enveloppe(etat)


def montrer(simulee: Simulation, structures: int) -> None:
    """Un montant par aide, puis, dessous, pourquoi tout ne se paierait pas."""
    table = Tableau(title=_titre(simulee), title_justify="left")
    for titre in ("aide", "règle"):
        table.add_column(titre)
    for titre in ("simulé", "payable"):
        table.add_column(titre, justify="right")
    for ligne in simulee["lignes"]:
        montant = ligne["montant_centimes"] * structures
        paye = montant if ligne["payable"] else 0
        table.add_row(ligne["aide"], ", ".join(ligne["regles"]), euros(montant), euros(paye))
    totaux = (simulee["simule_centimes"] * structures, simulee["payable_centimes"] * structures)
    table.add_row("total", denombrer(structures, "structure"), *map(euros, totaux))
    console.print(table)
    for raison in filter(None, (ligne["raison"] for ligne in simulee["lignes"])):
        console.a_savoir(raison)


def _titre(simulee: Simulation) -> str:
    zone = f", zone {ZONES[simulee['zone']]}" if simulee["zone"] else ""
    porteur = PORTEURS[simulee["porteur"]]
    return f"{simulee['annee']}, structure portée par {porteur}{zone}"


def montrer_enveloppe(etat: EtatEnveloppe) -> None:
    engage, reste = euros(etat["engage_centimes"]), euros(etat["reste_centimes"])
    console.dire(
        f"{etat['programme']}, {etat['financeur']} : {euros(etat['montant_centimes'])}, dont "
        f"{engage} engagés et {reste} libres ; ordre {etat['ordre']}."
    )
    if etat["graine"]:
        console.dire(f"Graine du tirage : {etat['graine']}")
    table = Tableau()
    for titre in ("place", "structure", "aide", "situation", "pourquoi"):
        table.add_column(titre)
    for bus in etat["bus"]:
        table.add_row(*_cellules(bus))
    console.print(table)


def _cellules(bus: BusInscrit) -> tuple[str, ...]:
    place = "" if bus["place"] is None else str(bus["place"])
    situation = bus["situation"].replace("_", " ").lower()
    return place, bus["structure_id"], ETATS[bus["etat"]], situation, bus["raison"]

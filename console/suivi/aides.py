"""Les commandes des aides : simuler un barème, voir une enveloppe et la place de chaque bus."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from console.aide import exemple
from console.execution.opened import Dossier, caught_up, opened
from console.formats import EnFormat, Format
from console.screen import console
from console.tableaux import Modele, Vue, colonne, ecran, ecrire, montre, nombre, remarques
from services.funding.itinerance.questions import BusInscrit, EtatEnveloppe, etat_de_l_enveloppe
from services.funding.simulation.questions import (
    PORTEURS,
    ZONES,
    PorteurConnu,
    SimulationDuForfait,
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


SIMULEES = Modele(
    "lignes",
    (
        colonne("aide", "aide"),
        colonne("regles", "règle"),
        nombre("montant_centimes", "simulé", None, lambda ligne: euros(ligne["montant_centimes"])),
        nombre("payable_centimes", "payable", None, lambda ligne: euros(ligne["payable_centimes"])),
        colonne("payable", "", lambda ligne: ligne["payable"]),
        colonne("raison"),
    ),
)


def situation(bus: BusInscrit) -> str:
    return bus["situation"].replace("_", " ").lower()


BUS = Modele(
    "bus",
    (
        colonne(
            "place",
            "place",
            None,
            lambda bus: "" if bus["place"] is None else str(bus["place"]),
        ),
        colonne("structure_id", "structure"),
        colonne("format"),
        colonne("recu_le"),
        colonne("rang"),
        colonne("etat", "aide", None, lambda bus: ETATS[bus["etat"]]),
        colonne("montant_centimes"),
        colonne("situation", "", lambda bus: bus["situation"]),
        ecran("situation", situation),
        colonne("raison", "pourquoi", None, lambda bus: bus["raison"]),
    ),
)


@aides.command()
@exemple("funding simulate --annee 2025 --porteur COLLECTIVITE --zone FRR")
@montre(SIMULEES)
def simulate(
    annee: Annotated[int, typer.Option(help="Année civile.", min=1900, max=2200)],
    porteur: Annotated[PorteurConnu, typer.Option(help="Type d'organisme porteur.")],
    zone: Annotated[Zone | None, typer.Option(help="Zone de la structure ; sinon, aucune.")] = None,
    structures: Annotated[int, typer.Option(help="Combien de structures.", min=1)] = 1,
    format_: EnFormat = Format.TABLE,
) -> None:
    """Simule le forfait et le bonus d'une année, et dit ce qui en serait payé ; n'écrit rien.

    Les montants sont ceux de toutes ces structures.
    """
    simulee = pour(simuler(annee, porteur, zone), structures)
    ecrire(format_, vue(simulee, structures), entete=sans(simulee, "lignes", structures=structures))
    for raison in filter(None, (ligne["raison"] for ligne in simulee["lignes"])):
        remarques(format_).a_savoir(raison)


@aides.command()
@exemple("funding envelope ITINERANCE-2020 --sortie essai")
@montre(BUS)
def envelope(
    programme: Annotated[str, typer.Argument(help="Code du programme d'aide.")],
    sortie: Dossier = None,
    format_: EnFormat = Format.TABLE,
) -> None:
    """Montre une enveloppe d'aide aux bus : ce qui en reste, la place de chacun, et pourquoi."""
    with opened(["funding"], sortie) as [funding]:
        etat = etat_de_l_enveloppe(caught_up(funding).model, programme)
    if etat is None:
        rien = f"Aucun bus n'est inscrit à « {programme} »."
        ecrire(format_, Vue(BUS, [], rien=rien), entete={"programme": programme})
        return
    if format_ is Format.TABLE:
        presenter(etat)
    ecrire(format_, Vue(BUS, etat["bus"]), entete=sans(etat, "bus"))


def sans(document: Mapping[str, Any], tableau: str, **plus: object) -> dict[str, Any]:
    """Ce qu'un document dit avant ce tableau."""
    return {nom: each for nom, each in document.items() if nom != tableau} | plus


def pour(simulee: SimulationDuForfait, structures: int) -> dict[str, Any]:
    """La simulation de tant de structures ; chaque ligne dit aussi ce qui en serait payé."""
    lignes = [
        {
            **ligne,
            "montant_centimes": ligne["montant_centimes"] * structures,
            "payable_centimes": ligne["montant_centimes"] * structures * ligne["payable"],
        }
        for ligne in simulee["lignes"]
    ]
    sommes = {nom: simulee[nom] * structures for nom in ("simule_centimes", "payable_centimes")}
    return {**simulee, **sommes, "lignes": lignes}


def vue(simulee: Mapping[str, Any], structures: int) -> Vue:
    """Un montant par aide, puis leur somme."""
    totaux = map(euros, (simulee["simule_centimes"], simulee["payable_centimes"]))
    return Vue(
        SIMULEES,
        simulee["lignes"],
        _titre(simulee),
        totaux=[["total", denombrer(structures, "structure"), *totaux]],
    )


def _titre(simulee: Mapping[str, Any]) -> str:
    zone = f", zone {ZONES[simulee['zone']]}" if simulee["zone"] else ""
    porteur = PORTEURS[simulee["porteur"]]
    return f"{simulee['annee']}, structure portée par {porteur}{zone}"


def presenter(etat: EtatEnveloppe) -> None:
    """Ce qui en est engagé et libre, et de quoi refaire le tirage s'il y en eut un."""
    engage, reste = euros(etat["engage_centimes"]), euros(etat["reste_centimes"])
    console.dire(
        f"{etat['programme']}, {etat['financeur']} : {euros(etat['montant_centimes'])}, dont "
        f"{engage} engagés et {reste} libres ; ordre {etat['ordre']}."
    )
    if etat["graine"]:
        console.dire(f"Graine du tirage : {etat['graine']}")

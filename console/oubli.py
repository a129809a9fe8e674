"""Oublier une personne dans les cinq services, et dire ce que rien ici ne peut effacer."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from rich.console import Console

from services.labellisation.projections import find
from shared.component import Component
from shared.domain import Refus
from shared.forgetting import Done, Forgetting, People, people_at
from shared.personal import contact_of

RESTES = (
    "les annexes déjà écrites (PDF et Word), où figure l'adresse de contact de la structure ;",
    "les courriels déjà remis, et leurs copies ;",
    "les messages encore dans RabbitMQ, ou reçus par d'autres systèmes "
    "(les cinq services, eux, n'en retiendront plus rien) ;",
    "les sauvegardes des bases et leurs journaux d'écriture (WAL) d'avant cet oubli : "
    "elles gardent la clé, détruisez-les ;",
    "ce qu'une personne aurait écrit dans un texte libre : remarque d'audit, motif d'une demande.",
)


def designees(components: Sequence[Component], designation: str) -> People:
    """Le contact d'une structure, ou quiconque est connu à cette adresse électronique."""
    if "@" in designation:
        people = people_at(components, designation)
        if not people:
            raise Refus(f"Personne n'est connu à l'adresse « {designation} ».")
        return people
    found = find(components[0].model, designation)
    if len(found) != 1:
        raise Refus(
            f"« {designation} » désigne {len(found)} structures, au lieu d'une seule : "
            "donnez un identifiant, un matricule, un nom exact, ou une adresse électronique."
        )
    structure_id = UUID(found[0]["structure_id"])
    return {contact_of(structure_id): structure_id}


def oublier(
    components: Sequence[Component], designation: str, motif: str, auteur: str
) -> dict[str, Done]:
    """Ce qui a été effacé, par service."""
    for component in components:
        if not component.model.owns_its_tables():
            raise Refus(
                f"Oublier purge les fichiers des tables de {component.name}, ce que seul leur "
                "propriétaire peut faire : donnez son rôle dans POSTGRES_USER. Rien n'est changé."
            )
    people = designees(components, designation)
    return {each.name: Forgetting(each, auteur, motif).forget(people) for each in components}


def montrer_oubli(console: Console, faits: Mapping[str, Done]) -> None:
    """Le compte de chaque service, puis ce qui reste."""
    for service, fait in faits.items():
        retenus = f", {fait.parked} messages retenus corrigés" if fait.parked else ""
        console.print(f"{service} : {fait.traces} données rendues illisibles{retenus}.")
    console.print("Ne peuvent être effacés d'ici :")
    for reste in RESTES:
        console.print(f"  - {reste}")

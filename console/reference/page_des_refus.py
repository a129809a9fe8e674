"""La page des refus : tous, par service, avec leur nature, d'après leurs classes."""

from collections.abc import Iterator

from console.contrats.publication import demandes
from console.contrats.refus import RefusDecrit, refus
from console.execution.services import applications
from console.reference.markdown import code, tableau

ENTETES = ("code", "ce qu'il veut dire", "la même demande, envoyée de nouveau")
REPETITION = {
    "a_redemander": "est décidée de nouveau",
    "definitif": "reçoit le même refus",
}
INTRODUCTION = (
    "# Les refus",
    "",
    "Écrit par `france-services docs` d'après les classes des refus "
    "([shared/refusal.py](../shared/refusal.py)) : ne pas modifier à la main. Les contrats les "
    "donnent par demande, sous `x-refus`.",
    "",
    "Un refus **définitif** (`definitif`) ne dépend que de la demande : elle est refusée quoi "
    "qu'il arrive, et chaque répétition reçoit le même refus. Un refus **du moment** "
    "(`a_redemander`) dépend de ce que le service sait, de la date ou des règles en vigueur : la "
    "même demande, avec le même `message_id`, est décidée de nouveau, et acceptée si la cause du "
    "refus a disparu. Une demande acceptée n'agit jamais deux fois "
    "([ADR 0031](adr/0031-a-refusal-for-the-moment-is-decided-again.md)).",
)


def page() -> str:
    """Un tableau par service qui reçoit des demandes."""
    return "\n".join([*INTRODUCTION, *sections()]) + "\n"


def sections() -> Iterator[str]:
    for service in applications():
        if known := du_service(service.name):
            lignes = [(code(nom), dit["sens"], REPETITION[dit["nature"]]) for nom, dit in known]
            yield from ("", f"## {service.name}", "", *tableau(ENTETES, lignes))


def du_service(nom: str) -> list[tuple[str, RefusDecrit]]:
    """Les refus des demandes de ce service, par code."""
    known: dict[str, RefusDecrit] = {}
    for kind in demandes():
        if kind.receiver() == nom:
            known |= refus(kind)
    return sorted(known.items())

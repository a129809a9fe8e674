"""What a service recorded of a structure: a question that each of them answers alike."""

import json
import re
from typing import Any

from typing_extensions import TypedDict

from shared.log.journal import history
from shared.questions.parametres import DUneStructureTelleQueSue
from shared.questions.places import must_be_known
from shared.runtime.component import Component
from shared.statements import Row

WORD = r"[^\s<>«»()\[\]:;,@]"
ADDRESS = re.compile(rf"{WORD}+@{WORD}*[A-Za-z]{WORD}*")
"""What follows the sign has a letter: a rule cited with its date is no address."""
HIDDEN = "(adresse masquée)"


class FaitEnregistre(TypedDict):
    """Un fait qu'un service a enregistré, ou une demande qu'il a refusée.

    `survenu_le` est la date de la décision, `enregistre_le` celle où le service l'a su ; `cause`,
    le message qui l'a entraîné, et `regles`, celles que le fait cite. Le compte de l'auteur n'est
    pas dit, et une adresse électronique est masquée.
    """

    evenement_id: str
    version: int
    structure_id: str
    survenu_le: str
    enregistre_le: str
    evenement: str
    phrase: str
    role: str
    cause: str
    cause_type: str
    motif: str
    regles: list[str]


def historique(component: Component, asked: DUneStructureTelleQueSue) -> list[FaitEnregistre]:
    """Ce que le service a enregistré d'une structure, tel que su à un instant."""
    must_be_known(component, asked.structure_id)
    return [_told(row) for row in history(component.model, asked.structure_id, asked.su)]


def in_order(fact: Any) -> str:
    """By the instant of recording, then by event: no two have the same."""
    return f"{fact['enregistre_le']} {fact['evenement_id']} {fact['version']:09}"


def _told(row: Row) -> FaitEnregistre:
    return FaitEnregistre(
        evenement_id=row["evenement_id"],
        version=row["version"],
        structure_id=row["structure_id"],
        survenu_le=row["survenu_le"],
        enregistre_le=row["enregistre_le"],
        evenement=row["evenement"],
        phrase=_without_address(row["phrase"]),
        role=row["role"],
        cause=row["cause"],
        cause_type=row["cause_type"],
        motif=_without_address(row["motif"]),
        regles=json.loads(row["regles"]),
    )


def _without_address(told: str) -> str:
    return ADDRESS.sub(HIDDEN, told)

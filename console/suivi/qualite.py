"""L'indicateur de satisfaction des structures, tel qu'à la dernière réponse (A-027, X-06)."""

from collections.abc import Callable, Sequence
from typing import Any

from console.jours import jour
from console.tableaux import VIDE, Modele, Vue, colonne
from services.audit.enquetes.questions import PUBLICS, SatisfactionMesuree
from shared.typographie import decimal

Montre = Callable[[Any], str]
LEGENDE = (
    "rép. : combien de réponses, la dernière ; note sur 10 et part de renvois ailleurs : refaites "
    "à chaque réponse ; « — » : nul n'en a rien dit"
)


def ou_rien(champ: str, montrer: Montre) -> Montre:
    """Ce que l'on montre de ce champ ; un tiret, si nul n'en a rien dit."""
    return lambda each: VIDE if each[champ] in (None, "") else montrer(each[champ])


SATISFACTION = Modele(
    "satisfaction",
    (
        colonne("departement", "dép.", no_wrap=True),
        colonne("structure_id"),
        colonne("nom", "structure"),
        colonne("annee", "année", no_wrap=True),
        colonne("public", "public", None, lambda each: PUBLICS[each["public"]], no_wrap=True),
        colonne("reponses", "rép.", no_wrap=True),
        colonne("note", "note", None, ou_rien("note", decimal), no_wrap=True),
        colonne(
            "renvois_pour_cent",
            "renvois",
            lambda each: each["reorientation"],
            ou_rien("reorientation", lambda part: f"{decimal(part)} %"),
            no_wrap=True,
        ),
        colonne("derniere_le", "dernière", None, ou_rien("derniere_le", jour), no_wrap=True),
        colonne(
            "etat",
            "campagne",
            None,
            lambda each: "ouverte" if each["etat"] == "OUVERTE" else "close",
            no_wrap=True,
        ),
    ),
)


def vue(indicateurs: Sequence[SatisfactionMesuree]) -> Vue:
    """Une ligne par campagne et par public."""
    return Vue(
        SATISFACTION,
        indicateurs,
        "Satisfaction",
        legende=LEGENDE,
        rien="Aucune campagne d'enquête n'est encore ouverte.",
        sobre=True,
    )

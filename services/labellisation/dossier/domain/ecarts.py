"""Les champs d'une fiche qui ont changé, et comment on les nomme."""

from collections.abc import Collection
from typing import Any

Ecart = list[Any]
"""Ce qui était dit d'un champ, et ce qui l'est."""

NOMS = {
    "nom": "nom",
    "adresse": "adresse",
    "porteur": "porteur",
    "matricule": "matricule",
    "code_postal": "code postal",
    "commune_insee": "commune",
    "format": "format",
    "origine": "origine",
    "porteur_type": "type de porteur",
    "commentaire_horaires": "commentaire sur les horaires",
    "coordonnees": "coordonnées",
    "horaires": "horaires",
    "groupe": "groupe",
    "presence": "présence dans la liste",
}


def nommer(champs: Collection[str]) -> str:
    """« horaires, adresse » : les champs, en français."""
    return ", ".join(NOMS[champ] for champ in champs)

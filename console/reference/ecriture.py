"""L'écriture des pages de référence."""

from pathlib import Path
from typing import Any

from console.reference import (
    page_des_commandes,
    page_des_limites,
    page_des_refus,
    page_des_reglages,
    page_des_services,
)
from shared.files import write_whole


def pages(racine: Any) -> dict[str, str]:
    """Le contenu de chaque page, par nom de fichier ; `racine` est la commande entière."""
    return {
        "commandes.md": page_des_commandes.page(racine),
        "limites.md": page_des_limites.page(),
        "refus.md": page_des_refus.page(),
        "reglages.md": page_des_reglages.page(),
        "services.md": page_des_services.page(),
    }


def ecrire(racine: Any, sortie: Path) -> list[str]:
    """Rend les noms des fichiers."""
    made = pages(racine)
    for nom, texte in made.items():
        write_whole(sortie / nom, texte.encode())
    return sorted(made)

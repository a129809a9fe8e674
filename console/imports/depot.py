"""Déposer des comptes rendus sans en remplacer aucun : ceux d'un autre fichier restent."""

from collections.abc import Mapping
from itertools import count
from pathlib import Path

from shared.files import write_whole


def deposer(dossier: Path, contenus: Mapping[str, bytes]) -> dict[str, str]:
    """Écrit ces fichiers, tous sous le même numéro ; rend le nom de chacun.

    Le premier numéro est tu. Un compte rendu qui est déjà là, le même, n'est pas écrit de nouveau.
    """
    dossier.mkdir(parents=True, exist_ok=True)
    for numero in count(1):
        places = {nom: numerotee(dossier / nom, numero) for nom in contenus}
        if all(convient(places[nom], contenu) for nom, contenu in contenus.items()):
            for nom, contenu in contenus.items():
                ecrire(places[nom], contenu)
            break
    return {nom: place.name for nom, place in places.items()}


def numerotee(place: Path, numero: int) -> Path:
    """« lignes_rejetees.csv », puis « lignes_rejetees_2.csv »."""
    return place if numero == 1 else place.with_stem(f"{place.stem}_{numero}")


def convient(place: Path, contenu: bytes) -> bool:
    """Vrai si rien n'est là, ou ce contenu même."""
    if place.is_symlink() or place.exists():
        return place.is_file() and place.read_bytes() == contenu
    return True


def ecrire(place: Path, contenu: bytes) -> None:
    if not place.exists():
        write_whole(place, contenu)

"""Ouvrir un tableau reçu, CSV ou classeur XLSX, sans lui faire confiance."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from services.labellisation.fichiers.reading.classeur import feuilles_du_classeur
from services.labellisation.fichiers.reading.feuille import FORMATS, Feuille, TableauRefuse
from services.labellisation.fichiers.reading.texte import feuilles_du_texte
from services.labellisation.fichiers.rules import Limites

_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


@dataclass(frozen=True)
class Source:
    """Un fichier ouvert : ses octets résumés (SHA-256, hexadécimal) et ses feuilles."""

    nom: str
    empreinte: str
    feuilles: tuple[Feuille, ...]
    remarques: tuple[str, ...] = ()
    classeur: bool = False


def ouvrir(chemin: Path, limites: Limites) -> Source:
    """Ouvre un CSV ou un XLSX dans ses limites ; lève ``TableauRefuse``."""
    contenu = _octets(chemin, limites)
    empreinte = hashlib.sha256(contenu).hexdigest()
    if contenu.startswith(_ARCHIVES):
        feuilles = feuilles_du_classeur(chemin.name, contenu, limites)
        return Source(chemin.name, empreinte, feuilles, classeur=True)
    return Source(chemin.name, empreinte, *feuilles_du_texte(chemin.name, contenu))


def _octets(chemin: Path, limites: Limites) -> bytes:
    try:
        if not chemin.exists():
            raise TableauRefuse(f"Le fichier « {chemin} » n'existe pas : vérifiez son nom.")
        if not chemin.is_file():
            raise TableauRefuse(f"« {chemin} » n'est pas un fichier. {FORMATS}")
        with chemin.open("rb") as fichier:
            contenu = fichier.read(limites.octets + 1)
    except (OSError, ValueError) as erreur:  # ValueError: a NUL in the path
        raise TableauRefuse(
            f"Le fichier « {chemin} » ne peut pas être lu : vérifiez son nom et vos droits d'accès."
        ) from erreur
    if len(contenu) > limites.octets:
        raise TableauRefuse(
            f"Le fichier « {chemin.name} » est trop gros : {limites.octets // 1_000_000} Mo au "
            "plus. Vérifiez qu'il s'agit du bon fichier, ou découpez-le."
        )
    if not contenu.strip():
        raise TableauRefuse(f"Le fichier « {chemin.name} » est vide.")
    return contenu

"""Le dépôt des preuves : un fichier par contenu, sous son empreinte, jamais réécrit (A-022)."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from services.audit.preuves.commands import Preuve
from services.audit.preuves.domain import PreuveAlteree, PreuveIntrouvable
from services.audit.preuves.rules import PieceRefusee, RegleDepot
from shared.files import write_whole
from shared.rules.faults import in_a_file

EMPREINTE = re.compile("[0-9a-f]{64}")


class Depot:
    """Garde et relit les preuves, dans le dossier des documents du service."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier

    def deposer(self, chemin: Path, regle: RegleDepot) -> Preuve:
        """La preuve qu'un constat citera ; une pièce déposée deux fois n'est gardée qu'une."""
        contenu = lire_piece(chemin, regle)
        preuve = decrire(chemin.name, contenu, regle)
        if not self._place(preuve.empreinte).exists():
            write_whole(self._place(preuve.empreinte), contenu)
        self.lire(preuve.empreinte)
        return preuve

    def lire(self, empreinte: str) -> bytes:
        """Le contenu déposé ; refuse celui qui manque, ou qui n'est plus le même."""
        place = self._place(empreinte)
        if not place.is_file():
            raise PreuveIntrouvable(
                f"Aucune preuve n'est gardée sous l'empreinte {empreinte} : déposez-la "
                "(evidence add), ou restaurez le dossier des documents."
            )
        contenu = place.read_bytes()
        if sha256(contenu).hexdigest() != empreinte:
            raise PreuveAlteree(
                f"La preuve {empreinte} a été altérée : {place.relative_to(self.dossier)} n'est "
                "plus ce qui fut déposé. Restaurez-le, ou retirez-le et déposez la pièce d'origine."
            )
        return contenu

    def empreintes(self) -> Iterator[str]:
        """Celles de toutes les preuves gardées, dans l'ordre."""
        noms = sorted(place.name for place in self.dossier.glob("preuves/*/*"))
        return (nom for nom in noms if EMPREINTE.fullmatch(nom))

    def _place(self, empreinte: str) -> Path:
        """Se déduit de l'empreinte seule : aucun autre chemin ne s'atteint."""
        if not EMPREINTE.fullmatch(empreinte):
            raise PreuveIntrouvable(
                f"« {empreinte} » n'est pas une empreinte : 64 chiffres hexadécimaux minuscules."
            )
        return self.dossier / "preuves" / empreinte[:2] / empreinte


def lire_piece(chemin: Path, regle: RegleDepot) -> bytes:
    """Ne lit jamais plus que la taille admise ; refuse ce qui la dépasse ou ne se lit pas."""
    try:
        if not chemin.is_file():
            raise PieceRefusee(f"« {chemin} » n'est pas un fichier.")
        with chemin.open("rb") as fichier:
            contenu = fichier.read(regle.taille_max + 1)
        if len(contenu) > regle.taille_max:
            raise PieceRefusee(
                f"« {chemin} » pèse {chemin.stat().st_size} octets : une preuve en pèse "
                f"{regle.taille_max} au plus ({regle.id}). Réduisez-la, ou séparez-la en plusieurs."
            )
    except OSError as error:
        raise PieceRefusee(f"« {chemin} » ne se lit pas : {error.strerror}.") from error
    return contenu


def decrire(nom: str, contenu: bytes, regle: RegleDepot) -> Preuve:
    nature = regle.nature(nom, contenu)
    empreinte = sha256(contenu).hexdigest()
    try:
        return Preuve(empreinte=empreinte, nom=nom, type=nature.type, taille=len(contenu))
    except ValidationError as error:
        raise PieceRefusee(f"« {nom} » : renommez ce fichier ; {in_a_file(error)}") from error

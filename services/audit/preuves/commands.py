"""Comment une demande cite une preuve."""

from typing import Annotated

from services.audit.preuves.domain import PreuveEnregistree
from shared.contracts import Value
from shared.types.codes import Empreinte
from shared.types.saisies import Nom, Octets
from shared.types.texte import Texte


class Preuve(Value):
    """Un document qui établit ce que l'on dit, désigné par l'empreinte de son contenu."""

    empreinte: Empreinte
    nom: Nom
    type: Annotated[str, Texte(100, minimum=3)]
    taille: Octets

    def enregistree(self) -> PreuveEnregistree:
        return {
            "empreinte": self.empreinte,
            "nom": self.nom,
            "type": self.type,
            "taille": self.taille,
        }

"""Les champs des demandes que plusieurs services emploient, sous un nom qui dit leur borne."""

from typing import Annotated

from shared.types.nombre import ENTIER_DE_BASE, GRAND_ENTIER, Entier
from shared.types.texte import Texte

Nom = Annotated[str, Texte(200)]
NomFacultatif = Annotated[str, Texte(200, vide=True)]
Libelle = Annotated[str, Texte(100)]
Redaction = Annotated[str, Texte(2000, lignes=True)]
RedactionFacultative = Annotated[str, Texte(2000, lignes=True, vide=True)]
Ligne = Annotated[int, Entier(1, ENTIER_DE_BASE)]
"""Le numéro d'une ligne d'un fichier."""
Octets = Annotated[int, Entier(1, GRAND_ENTIER)]
"""La taille d'un document."""

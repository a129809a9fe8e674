"""Les champs de nos faits : bornés, et assez larges pour tout fait déjà annoncé.

Ce qui entre est vérifié par les demandes ; un fait redit ce qui fut enregistré, même avant elles.
"""

from typing import Annotated

from shared.types.nombre import ENTIER_DE_BASE, GRAND_ENTIER, Entier, Reel
from shared.types.texte import Annonce

Dit = Annotated[str, Annonce()]
Compte = Annotated[int, Entier(0, ENTIER_DE_BASE)]
Centimes = Annotated[int, Entier(0, GRAND_ENTIER)]
Annee = Annotated[int, Entier(1, 9999)]
Mesure = Annotated[float, Reel()]

"""Les horaires d'ouverture, du texte saisi pour chaque jour aux créneaux comptés (A-078, A-079).

Règle de lecture : n'est compté que ce qui est ouvert sans condition, une semaine ordinaire ;
tout le reste laisse une réserve qui cite le texte. Aucun seuil n'est ici.
"""

from shared.horaires.creneaux import Plage
from shared.horaires.journee import LONGUEUR_MAXIMALE, Etat, Journee, lire_journee
from shared.horaires.semaine import JOURS, Semaine, lire_semaine

__all__ = [
    "JOURS",
    "LONGUEUR_MAXIMALE",
    "Etat",
    "Journee",
    "Plage",
    "Semaine",
    "lire_journee",
    "lire_semaine",
]

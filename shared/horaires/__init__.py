"""Les horaires d'ouverture, lus de même par la labellisation, l'audit et les conventions.

Le texte saisi pour chaque jour devient des créneaux comptés (A-078, A-079). Un créneau n'est
compté que s'il est ouvert sans condition, une semaine ordinaire ; sinon, une réserve cite le
texte. Les seuils d'ouverture ne sont pas ici : chaque service a les siens.
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

"""Ce que l'on peut demander pour qu'un forfait soit payé."""

from typing import Annotated
from uuid import UUID

from shared.messages.commands import Command
from shared.types.nombre import GRAND_ENTIER, Entier
from shared.types.temps import JourCivil
from shared.types.texte import Texte

Exercice = Annotated[int, Entier(2019, 2100)]


class NotifierForfait(Command):
    """La préfecture, ou l'agence nationale, notifie au porteur le forfait d'une année (A-032)."""

    structure_id: UUID
    label_id: UUID
    annee: Exercice


class VerserForfait(Command):
    """Un fonds a versé tout ou partie d'un forfait notifié ; `le` est le jour du paiement.

    La même référence, pour le même droit, est le même versement.
    """

    structure_id: UUID
    label_id: UUID
    annee: Exercice
    reference: Annotated[str, Texte(35)]
    fonds: Annotated[str, Texte(20)]
    montant_centimes: Annotated[int, Entier(1, GRAND_ENTIER)]
    le: JourCivil

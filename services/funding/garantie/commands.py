"""Ce que l'on peut demander pour la garantie des MSAP."""

from typing import Annotated
from uuid import UUID

from shared.contracts.structure import Fiche
from shared.messages.commands import Command
from shared.types.nombre import GRAND_ENTIER, Entier, VraiOuFaux
from shared.types.saisies import Ligne
from shared.types.texte import Code, Texte

Siret = Annotated[str, Code(r"^([0-9]{14})?$", longueur=14)]


class EnregistrerGarantieMSAP(Command):
    """L'agence nationale ou le préfet inscrit une MSAP existante, financée jusqu'au terme (A-036).

    `montant_centimes`, par an, n'est dit que d'une MSAP renforcée : sans lui, c'est celui du
    barème. `fichier` est l'empreinte SHA-256 de la liste, `ligne` le numéro de la ligne lue.
    """

    structure_id: UUID
    fiche: Fiche
    siret: Siret = ""
    renforce: VraiOuFaux = False
    montant_centimes: Annotated[int, Entier(1, GRAND_ENTIER)] | None = None
    fichier: Annotated[str, Texte(64, vide=True)]
    ligne: Ligne


class ConstaterFinDeGarantie(Command):
    """Le terme de la garantie d'une MSAP est passé (A-037, TMR-05)."""

    structure_id: UUID

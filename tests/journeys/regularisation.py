"""Ce que les parcours décident en 2019 arrive aujourd'hui : chacun dit pourquoi si tard."""

from typing import Any

from console.essai.demo import DEBUT
from services.audit.missions.commands import ConstituerMission
from services.labellisation.dossier.commands import SignalerStructure
from shared.messages.commands import Command

MOTIF = "parcours d'essai, daté de la première vague"
D_AUJOURD_HUI = ("PORTEUR", "AGENT", "OPERATEUR")


def regularisee(commande: Command) -> Command:
    """La demande telle qu'on l'admet si tard ; qui ne régularise rien ne se date pas.

    Une mission date du début : les audits qu'elle fait arrivent dans le désordre. Le maillage se
    juge au jour où un signalement arrive : les structures d'essai, voisines, sont dites enclavées.
    """
    if commande.acteur.role in D_AUJOURD_HUI:
        return commande.model_copy(update={"survenu_le": None})
    dit: dict[str, Any] = {"motif_retard": MOTIF}
    if isinstance(commande, ConstituerMission):
        dit |= {"survenu_le": DEBUT}
    if isinstance(commande, SignalerStructure):
        dit |= {"exception": "ENCLAVEMENT", "motif": MOTIF}
    return commande.model_copy(update=dit)

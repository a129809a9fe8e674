"""La montée en gamme : une fonction par demande."""

from typing import cast

from services.labellisation.dossier.application.acces import departement_du_dossier, dossier_de
from services.labellisation.dossier.domain.evenements.montee_en_gamme import ActionEnregistree
from services.labellisation.montee_en_gamme import domain
from services.labellisation.montee_en_gamme.commands import (
    AcheverAction,
    EtablirPlanDeMonteeEnGamme,
)
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository

HANDLERS = Handlers("montée en gamme")


@HANDLERS.on(EtablirPlanDeMonteeEnGamme, within=departement_du_dossier)
def etablir_plan(commande: EtablirPlanDeMonteeEnGamme, repository: Repository) -> None:
    """A-008, A-009."""
    dossier = dossier_de(commande, repository)
    actions = [cast(ActionEnregistree, each.model_dump(mode="json")) for each in commande.actions]
    domain.etablir_plan(dossier, commande.ecarts, actions)
    repository.save(dossier)


@HANDLERS.on(AcheverAction)
def achever_action(commande: AcheverAction, repository: Repository) -> None:
    """A-009."""
    dossier = dossier_de(commande, repository)
    domain.achever_action(dossier, commande.action, commande.preuve)
    repository.save(dossier)

"""Les décisions de la montée en gamme ; une structure peut y rester, jamais y être labellisée."""

from collections.abc import Sequence

from services.labellisation.dossier.domain.dossier import Dossier
from services.labellisation.dossier.domain.evenements.montee_en_gamme import (
    ActionDeMonteeEnGammeAchevee,
    ActionEnregistree,
    MonteeEnGammeAchevee,
    PlanDeMonteeEnGammeEtabli,
)
from services.labellisation.dossier.domain.transitions import exiger_ou_deja_fait
from shared.refusal import RefusDefinitif, RefusDuMoment


class EcartSansAction(RefusDefinitif):
    """Chaque écart reconnu appelle une action, et chaque action un écart (A-009)."""


class ActionInconnue(RefusDuMoment):
    """Le plan de montée en gamme ne prévoit pas cette action."""


def etablir_plan(
    dossier: Dossier, ecarts: Sequence[str], actions: Sequence[ActionEnregistree]
) -> None:
    """A-008, A-009 : des écarts nommés, des actions avec responsable et échéance."""
    if exiger_ou_deja_fait(dossier, "EtablirPlanDeMonteeEnGamme"):
        return
    vises = {critere for action in actions for critere in action["criteres"]}
    if ecart := vises ^ set(ecarts):
        raise EcartSansAction(
            f"Écarts et actions ne se répondent pas pour {', '.join(sorted(ecart))} : "
            "donnez à chaque écart une action, et à chaque action ses écarts."
        )
    dossier.enregistrer(PlanDeMonteeEnGammeEtabli, ecarts=list(ecarts), actions=list(actions))


def achever_action(dossier: Dossier, action: str, preuve: str) -> None:
    """A-009 ; la dernière achève la montée en gamme."""
    if exiger_ou_deja_fait(dossier, "AcheverAction"):
        return
    if action not in dossier.actions:
        raise ActionInconnue(f"« {action} » : le plan prévoit {', '.join(dossier.actions)}.")
    if dossier.actions[action]:
        return
    dossier.enregistrer(ActionDeMonteeEnGammeAchevee, action=action, preuve=preuve)
    if all(dossier.actions.values()):
        dossier.enregistrer(MonteeEnGammeAchevee)

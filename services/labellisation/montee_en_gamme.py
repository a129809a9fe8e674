"""La montée en gamme : des écarts reconnus, des actions promises, chacune avec sa preuve."""

from collections.abc import Sequence
from typing import Any

from services.labellisation.etape import Etape, Fait
from shared.refusal import Refus


class EcartSansAction(Refus):
    """Chaque écart reconnu appelle une action, et chaque action un écart (A-009)."""


class ActionInconnue(Refus):
    """Le plan de montée en gamme ne prévoit pas cette action."""


class PlanDeMonteeEnGammeEtabli(Fait):
    TOPIC = "labellisation.PlanDeMonteeEnGammeEtabli"
    PHRASE = "Plan de montée en gamme établi"
    ecarts: list[str]
    actions: list[dict[str, Any]]

    def retenir(self, dossier: Any) -> None:
        dossier.actions = {action["code"]: False for action in self.actions}

    def details(self) -> str:
        return f"(écarts : {', '.join(self.ecarts)} ; actions : {len(self.actions)})"


class ActionDeMonteeEnGammeAchevee(Fait):
    TOPIC = "labellisation.ActionDeMonteeEnGammeAchevee"
    PHRASE = "Action de montée en gamme achevée"
    action: str
    preuve: str

    def retenir(self, dossier: Any) -> None:
        dossier.actions = {**dossier.actions, self.action: True}

    def details(self) -> str:
        return f"({self.action} ; preuve : {self.preuve})"


class MonteeEnGammeAchevee(Fait):
    TOPIC = "labellisation.MonteeEnGammeAchevee"
    PHRASE = "Montée en gamme achevée : toutes les actions du plan le sont"


class MonteeEnGamme(Etape):
    """Du plan à la dernière action ; une structure peut y rester, jamais y être labellisée."""

    def etablir_plan(self, ecarts: Sequence[str], actions: Sequence[dict[str, Any]]) -> None:
        """A-008, A-009 : des écarts nommés, des actions avec responsable et échéance."""
        if self.deja("EtablirPlanDeMonteeEnGamme"):
            return
        vises = {critere for action in actions for critere in action["criteres"]}
        if ecart := vises ^ set(ecarts):
            raise EcartSansAction(
                f"Écarts et actions ne se répondent pas pour {', '.join(sorted(ecart))} : "
                "donnez à chaque écart une action, et à chaque action ses écarts."
            )
        self.dire(PlanDeMonteeEnGammeEtabli, ecarts=list(ecarts), actions=list(actions))

    def achever_action(self, action: str, preuve: str) -> None:
        """A-009 ; la dernière achève la montée en gamme."""
        if self.deja("AcheverAction"):
            return
        if action not in self.actions:
            raise ActionInconnue(f"« {action} » : le plan prévoit {', '.join(self.actions)}.")
        if self.actions[action]:
            return
        self.dire(ActionDeMonteeEnGammeAchevee, action=action, preuve=preuve)
        if all(self.actions.values()):
            self.dire(MonteeEnGammeAchevee)

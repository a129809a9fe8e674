"""Les faits de la montée en gamme : un plan, ses actions, leur achèvement."""

from typing_extensions import TypedDict

from services.labellisation.dossier.domain.dossier import Dossier, Fait


class ActionEnregistree(TypedDict):
    """Une action du plan ; `responsable` est une fonction, jamais un nom de personne."""

    code: str
    libelle: str
    criteres: list[str]
    responsable: str
    echeance: str


class PlanDeMonteeEnGammeEtabli(Fait):
    TOPIC = "labellisation.PlanDeMonteeEnGammeEtabli"
    PHRASE = "Plan de montée en gamme établi"
    VERS = "EN_MONTEE_EN_GAMME"
    ecarts: list[str]
    actions: list[ActionEnregistree]

    def apply(self, aggregate: Dossier) -> None:
        aggregate.actions = {action["code"]: False for action in self.actions}

    def details(self) -> str:
        return f"(écarts : {', '.join(self.ecarts)} ; actions : {len(self.actions)})"


class ActionDeMonteeEnGammeAchevee(Fait):
    TOPIC = "labellisation.ActionDeMonteeEnGammeAchevee"
    PHRASE = "Action de montée en gamme achevée"
    action: str
    preuve: str

    def apply(self, aggregate: Dossier) -> None:
        aggregate.actions = {**aggregate.actions, self.action: True}

    def details(self) -> str:
        return f"({self.action} ; preuve : {self.preuve})"


class MonteeEnGammeAchevee(Fait):
    TOPIC = "labellisation.MonteeEnGammeAchevee"
    PHRASE = "Montée en gamme achevée : toutes les actions du plan le sont"

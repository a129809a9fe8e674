"""Ce à quoi un webhook est tenu : combien par compte, et combien de temps un secret en suit un
autre."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import ClassVar

from shared.clock import after
from shared.refusal import RefusDuMoment
from shared.rules.dated import Jours, Rule, Rules, Vaut
from shared.rules.loading import load


class AucuneRegleDeWebhook(RefusDuMoment):
    """Aucune règle ne dit à quoi un webhook est tenu au jour demandé."""


@dataclass(frozen=True, kw_only=True)
class RegleWebhook(Rule):
    """Une version de la règle."""

    LU: ClassVar[tuple[Vaut, ...]] = ("ARRIVEE",)

    recouvrement_heures: int
    par_compte: int

    def fin_de_l_ancien(self, depuis: datetime) -> datetime:
        """Quand l'ancien secret cesse de signer."""
        return after(depuis, timedelta(hours=self.recouvrement_heures))


def regle_en_vigueur(jours: Jours) -> RegleWebhook:
    """La règle du jour d'arrivée ; refuse (`AucuneRegleDeWebhook`) s'il n'y en a pas."""
    if regle := charger_regles().on(jours.arrivee):
        return regle
    raise AucuneRegleDeWebhook(f"Aucune règle de webhook le {jours.arrivee:%d/%m/%Y}.")


@cache
def charger_regles() -> Rules[RegleWebhook]:
    """Les versions livrées avec le service ; `RuleError` si elles sont inutilisables."""
    lignes = files("services.notifications.webhooks") / "donnees" / "webhooks.yaml"
    return Rules(load(lignes, tuple[RegleWebhook, ...]))

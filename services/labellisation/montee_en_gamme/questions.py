"""Ce que l'on peut demander d'une montée en gamme : son plan, et ce qui en est achevé."""

from uuid import UUID

from typing_extensions import TypedDict

from services.labellisation.dossier.domain.dossier import Dossier
from services.labellisation.dossier.domain.evenements.montee_en_gamme import (
    ActionDeMonteeEnGammeAchevee,
    ActionEnregistree,
    PlanDeMonteeEnGammeEtabli,
)
from shared.recording.application import Service
from shared.recording.repository import Introuvable


class ActionSuivie(ActionEnregistree):
    """Une action du plan, et si elle est achevée ; `code` est celui par lequel l'achever."""

    achevee: bool


class PlanDeMonteeEnGamme(TypedDict):
    """Les écarts reconnus d'une structure, et les actions promises pour les combler."""

    structure_id: str
    ecarts: list[str]
    actions: list[ActionSuivie]


def plan_de_montee_en_gamme(service: Service, structure_id: UUID) -> PlanDeMonteeEnGamme:
    """A-008, A-009 : le dernier plan établi ; refuse (`Introuvable`) s'il n'y en a jamais eu."""
    plan: PlanDeMonteeEnGamme | None = None
    for stored in service.recorder.select_events(Dossier.create_id(structure_id)):
        event = service.mapper.to_domain_event(stored)
        if isinstance(event, PlanDeMonteeEnGammeEtabli):
            plan = _etabli(structure_id, event)
        elif plan and isinstance(event, ActionDeMonteeEnGammeAchevee):
            _achever(plan, event.action)
    if plan is None:
        raise Introuvable(f"Aucun plan de montée en gamme pour la structure « {structure_id} ».")
    return plan


def _etabli(structure_id: UUID, event: PlanDeMonteeEnGammeEtabli) -> PlanDeMonteeEnGamme:
    actions: list[ActionSuivie] = [{**each, "achevee": False} for each in event.actions]
    return {"structure_id": str(structure_id), "ecarts": event.ecarts, "actions": actions}


def _achever(plan: PlanDeMonteeEnGamme, code: str) -> None:
    for action in plan["actions"]:
        action["achevee"] = action["achevee"] or action["code"] == code

"""From what quality control remembers to what it tells: one pure function."""

from functools import singledispatch
from typing import Any

from services.audit.enquetes.domain import CampagneEnquete
from services.audit.mysteres.domain.tirage_engage import TirageVisitesMysteres
from services.audit.vigilance.domain.veille import Veille
from shared.contracts import Contract
from shared.contracts.audit import (
    AlerteQualiteEmise,
    AlerteQualiteLevee,
    CampagneEnqueteCloturee,
    CampagneEnqueteOuverte,
    QuestionnairePose,
    TirageRevele,
    VisiteMystereRealisee,
    VisitesMysteresTirees,
)
from shared.log.contract_fields import envelope_of, facts_of


@singledispatch
def to_contract(event: Any) -> Contract | None:
    """What the other services must know of this event, or None."""
    return None


@to_contract.register
def _ouverte(event: CampagneEnquete.CampagneEnqueteOuverte) -> Contract:
    poses = [
        QuestionnairePose.model_validate({"public": public, "questionnaire": questionnaire})
        for public, questionnaire in event.questionnaires.items()
    ]
    said = facts_of(event, without={"prochaine_le", "questionnaires"})
    return CampagneEnqueteOuverte(**envelope_of(event), **said, questionnaires=poses)


@to_contract.register
def _cloturee(event: CampagneEnquete.CampagneEnqueteCloturee) -> Contract:
    return CampagneEnqueteCloturee(**envelope_of(event), **facts_of(event))


@to_contract.register
def _emise(event: Veille.AlerteQualiteEmise) -> Contract:
    return AlerteQualiteEmise(**envelope_of(event), **facts_of(event, without={"cause"}))


@to_contract.register
def _levee(event: Veille.AlerteQualiteLevee) -> Contract:
    return AlerteQualiteLevee(**envelope_of(event), **facts_of(event, without={"cause"}))


@to_contract.register
def _tirees(event: TirageVisitesMysteres.VisitesMysteresTirees) -> Contract:
    return VisitesMysteresTirees(
        **_sans_structure(event), tirage_id=event.originator_id, **facts_of(event)
    )


@to_contract.register
def _realisee(event: TirageVisitesMysteres.VisiteMystereRealisee) -> Contract:
    return VisiteMystereRealisee(
        **envelope_of(event),
        tirage_id=event.originator_id,
        **facts_of(event, without={"points"}),
    )


@to_contract.register
def _revele(event: TirageVisitesMysteres.TirageRevele) -> Contract:
    return TirageRevele(**_sans_structure(event), tirage_id=event.originator_id, **facts_of(event))


def _sans_structure(event: Any) -> dict[str, Any]:
    """A draw is about no structure, whatever the message that it answers."""
    return {**envelope_of(event), "structure_id": None}

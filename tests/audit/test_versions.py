"""Un journal garde toujours les premières versions d'un fait, qui se lisent comme les autres."""

from typing import Any

import pytest

from services.audit.conduite.domain.contradictoire import PhaseContradictoireOuverte
from services.audit.conduite.domain.visite import EquipeDesignee

CITEES = ["ORGANISMES", "COMPOSITION_EQUIPE@2019-07", "CONTRADICTOIRE@2021-01"]


@pytest.mark.parametrize(
    ("kind", "regle"),
    [
        (EquipeDesignee, "COMPOSITION_EQUIPE@2019-07"),
        (PhaseContradictoireOuverte, "CONTRADICTOIRE@2021-01"),
    ],
)
@pytest.mark.parametrize("citees", [CITEES, None])
def test_la_regle_d_une_premiere_version_est_celle_qu_elle_citait(
    kind: type[EquipeDesignee | PhaseContradictoireOuverte], regle: str, citees: list[str] | None
) -> None:
    state: dict[str, Any] = {"provenance": {"regles": citees} if citees else {}}

    kind.upcast_v1_v2(state)

    assert state["regle"] == (regle if citees else "")

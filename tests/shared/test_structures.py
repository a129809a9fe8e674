"""Les événements et les contrats donnent les mêmes champs à une structure."""

from typing import Any

import pytest
from pydantic import BaseModel

from shared.contracts.audit import CritereNonConforme, SyntheseAudit
from shared.contracts.audit.conclusion import Constat
from shared.contracts.structure import Designation, Fiche
from shared.structures import (
    ConstatEnregistre,
    CritereEnregistre,
    DesignationEnregistree,
    FicheEnregistree,
    SyntheseEnregistree,
)


@pytest.mark.parametrize(
    ("garde", "publie"),
    [
        (FicheEnregistree, Fiche),
        (DesignationEnregistree, Designation),
        (ConstatEnregistre, Constat),
        (CritereEnregistre, CritereNonConforme),
        (SyntheseEnregistree, SyntheseAudit),
    ],
)
def test_ce_qui_est_garde_a_les_champs_de_ce_qui_est_publie(
    garde: Any, publie: type[BaseModel]
) -> None:
    assert list(garde.__annotations__) == list(publie.model_fields)

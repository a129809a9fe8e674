"""Les acteurs simulés agissent à la suite de tout fait qu'un contrat admet."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from console.essai.simulation import Acteurs
from shared.clock import LAST
from shared.contracts import audit, labellisation, onboarding
from shared.liens import Signature
from tests.contracts.language import sample

UN_JOUR = timedelta(days=1)
ENTENDUS = {
    "StructureRemontee": labellisation,
    "AuditDeclenche": audit,
    "AccordPrealableDemande": labellisation,
    "AccordPrealableDonne": labellisation,
    "CompteStructureCree": onboarding,
}


@pytest.mark.parametrize("instant", [datetime(2200, 12, 31, 22, 30, tzinfo=UTC)])
@pytest.mark.parametrize("nom", sorted(ENTENDUS))
def test_un_fait_du_dernier_jour_a_sa_suite_ce_jour_la(nom: str, instant: datetime) -> None:
    contrat: Any = getattr(ENTENDUS[nom], nom)
    fait = contrat.read(sample(f"{nom}.v1")).model_copy(update={"occurred_at": instant})

    suites = list(Acteurs(Signature("secret des essais")).reagir(fait))

    assert suites and all(instant - UN_JOUR < jour <= LAST for jour, _ in suites)

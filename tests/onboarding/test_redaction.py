"""Une annexe se rédige à toute date, même d'avant la première règle du socle."""

from services.onboarding.convention.policies.redaction import rediger
from shared.contracts.funding import DroitAuForfaitOuvert
from shared.contracts.labellisation import StructureLabellisee
from tests.contracts.language import sample


def test_sans_operateur_exige_la_convention_n_a_pas_de_jour_ou_elle_est_complete() -> None:
    label = StructureLabellisee.read(sample("StructureLabellisee.v1"))
    droit = DroitAuForfaitOuvert.read(sample("DroitAuForfaitOuvert.v1"))

    contenu = rediger(label, droit, (), {}, (), None, "1901-01-01")

    assert (contenu.socle, contenu.convention.complete_le) == ((), "")

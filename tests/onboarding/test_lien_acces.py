"""Le lien d'accès, raconté par ses faits : il ne vient qu'après le compte, et suit le label."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.onboarding.raccordement.commands import RedemanderLien
from services.onboarding.raccordement.domain.lien_acces import LienAccesEnvoye
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.contracts import Contract
from shared.contracts.labellisation import LabelRetire, LabelSuspendu
from shared.contracts.onboarding import LienAccesEnvoye as Annonce
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from shared.recording.application import Service
from tests.contracts.language import sample
from tests.onboarding.faits import (
    BANQUE,
    LABEL,
    MAISON,
    PORTEUR,
    VOISINE,
    annonces,
    apprendre,
    demander,
    enregistres,
    raccordement,
)

SERVICE = Acteur(role="SERVICE", id="onboarding")
CE_LABEL = {"label_id": LABEL.label_id, "structure_id": MAISON}


def redemander(service: Service, acteur: Acteur = SERVICE, **autres: UUID) -> Outcome:
    return demander(service, RedemanderLien, acteur, **{**CE_LABEL, **autres})


def encore(service: Service, rang: int) -> Outcome:
    """Une demande de plus : son motif la distingue des autres."""
    return demander(service, RedemanderLien, SERVICE, **CE_LABEL, motif=f"demande {rang}")


def test_sans_compte_c_est_un_lien_d_inscription_tmr_13(onboarding: Service) -> None:
    apprendre(onboarding, LABEL)

    assert redemander(onboarding).cree == {"lien_id": raccordement(onboarding).lien_id}
    kinds = [type(each) for each in enregistres(onboarding)]
    assert kinds.count(Raccordement.LienInscriptionRenouvele) == 1
    assert LienAccesEnvoye not in kinds


def test_le_compte_cree_c_est_un_lien_d_acces_d_un_jour_a117(inscrite: Service) -> None:
    premier = raccordement(inscrite).lien_id
    assert redemander(inscrite).accepted

    [annonce] = annonces(inscrite, Annonce)
    assert annonce.structure.courriel == LABEL.fiche.courriel and "jeton" not in annonce.url
    assert (annonce.expire_le - annonce.occurred_at).total_seconds() == 24 * 3600
    assert raccordement(inscrite).lien_id == premier, "the link of the account stays its own"


def test_chaque_lien_d_acces_annule_le_precedent(inscrite: Service) -> None:
    liens = [encore(inscrite, rang).cree["lien_id"] for rang in (1, 2)]
    acces = raccordement(inscrite).lien_acces

    assert len(set(liens)) == 2 and acces and acces.lien_id == liens[-1]
    assert acces.expire_le > datetime(2019, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("fin", [LabelRetire, LabelSuspendu])
def test_sans_label_qui_vaille_nul_lien_ne_part_inv_13(
    inscrite: Service, fin: type[Contract]
) -> None:
    apprendre(inscrite, fin.read(sample(f"{fin.__name__}.v1")).model_copy(update=CE_LABEL))

    assert redemander(inscrite).code == "LabelSansEffet"
    assert annonces(inscrite, Annonce) == []


@pytest.mark.parametrize("acteur", [PORTEUR, BANQUE])
def test_seul_le_service_le_demande(inscrite: Service, acteur: Acteur) -> None:
    assert redemander(inscrite, acteur).code == "RoleNonAutorise"


def test_le_label_d_une_autre_structure_n_en_ouvre_pas(inscrite: Service) -> None:
    assert redemander(inscrite, structure_id=VOISINE).code == "Introuvable"


def test_la_demande_est_de_celles_du_service() -> None:
    assert issubclass(RedemanderLien, Command) and RedemanderLien.receiver() == "onboarding"

"""La convention-cadre d'un département, racontée par ses faits (A-045, A-046)."""

from datetime import date
from uuid import UUID

import pytest

from services.onboarding.convention.domain.convention import ConventionDepartementale as Convention
from services.onboarding.convention.rules.socle import OperateurInconnu
from tests.gwt import Fact, fact, specification
from tests.onboarding.faits import NEUF, SOCLE

given = specification(Convention)

LE, PLUS_TARD = date(2019, 11, 15), date(2020, 2, 10)
OUVERTE = fact(Convention.ConventionOuverte, departement="15")
EXIGES = SOCLE.en_vigueur(date(2020, 1, 1))
ANNEXE, AUTRE = UUID(int=5), UUID(int=6)
RETENUE = fact(Convention.AnnexeRetenue, label_id=ANNEXE)


def engage(operateur: str) -> Fact:
    le = LE.isoformat()
    return fact(Convention.OperateurEngage, departement="15", operateur=operateur, le=le)


def test_le_socle_de_2020_a_neuf_operateurs_a045() -> None:
    assert len(EXIGES) == 9


def test_un_operateur_s_engage_une_fois_inv_08() -> None:
    given(OUVERTE).when(Convention.engager, "CNAV", LE, SOCLE).then(engage("CNAV"))
    deja = given(OUVERTE, engage("CNAV"))
    deja.when(Convention.engager, "CNAV", PLUS_TARD, SOCLE).then_nothing()


@pytest.mark.parametrize("nom", ["CAF", "Allocations familiales"])
def test_un_operateur_s_engage_sous_tous_ses_noms_x_12(nom: str) -> None:
    given(OUVERTE).when(Convention.engager, nom, LE, SOCLE).then(engage("CNAF"))


def test_un_organisme_etranger_au_socle_ne_s_engage_pas() -> None:
    given(OUVERTE).when(Convention.engager, "GRDF", LE, SOCLE).then_refused(OperateurInconnu)


def test_la_convention_nomme_les_operateurs_qui_manquent_a045_inv_08() -> None:
    convention = given(OUVERTE, *map(engage, NEUF[:-2])).aggregate

    assert convention.manquants(EXIGES) == {each.code: each.nom for each in EXIGES[-2:]}
    assert given(OUVERTE, *map(engage, NEUF)).aggregate.manquants(EXIGES) == {}


def test_une_annexe_se_retient_une_fois() -> None:
    given(OUVERTE).when(Convention.retenir, ANNEXE, SOCLE).then(RETENUE)
    given(OUVERTE, RETENUE).when(Convention.retenir, ANNEXE, SOCLE).then_nothing()


def test_les_annexes_retenues_se_liberent_ensemble_et_une_fois() -> None:
    autre = fact(Convention.AnnexeRetenue, label_id=AUTRE)
    liberees = fact(Convention.AnnexesLiberees, label_ids=[ANNEXE, AUTRE])

    given(OUVERTE, RETENUE, autre).when(Convention.liberer, SOCLE).then(liberees)
    given(OUVERTE, RETENUE, autre, liberees).when(Convention.liberer, SOCLE).then_nothing()
    given(OUVERTE).when(Convention.liberer, SOCLE).then_nothing()

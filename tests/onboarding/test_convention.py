"""La convention-cadre d'un département, racontée par ses faits (A-045, A-046)."""

from datetime import date
from uuid import UUID

from services.onboarding.convention.domain.convention import ConventionDepartementale as Convention
from services.onboarding.convention.rules.socle import charger_socle
from tests.gwt import Fact, fact, specification

given = specification(Convention)

OUVERTE = fact(Convention.ConventionOuverte, departement="15")
SOCLE = {each.code: each.nom for each in charger_socle().en_vigueur(date(2020, 1, 1))}
ANNEXE, AUTRE = UUID(int=5), UUID(int=6)
RETENUE = fact(Convention.AnnexeRetenue, label_id=ANNEXE)


def engage(operateur: str, le: str = "2019-11-15") -> Fact:
    return fact(Convention.OperateurEngage, departement="15", operateur=operateur, le=le)


def test_le_socle_de_2020_a_neuf_operateurs_a045() -> None:
    assert len(SOCLE) == 9


def test_un_operateur_s_engage_une_fois_inv_08() -> None:
    given(OUVERTE).when(lambda c: c.engager("CNAV", "2019-11-15")).then(engage("CNAV"))
    given(OUVERTE, engage("CNAV")).when(lambda c: c.engager("CNAV", "2020-02-10")).then_nothing()


def test_la_convention_nomme_les_operateurs_qui_manquent_a045() -> None:
    convention = given(OUVERTE, *map(engage, list(SOCLE)[:-2])).aggregate

    assert convention.manquants(SOCLE) == dict(list(SOCLE.items())[-2:])
    assert given(OUVERTE, *map(engage, SOCLE)).aggregate.manquants(SOCLE) == {}


def test_une_annexe_se_retient_une_fois() -> None:
    given(OUVERTE).when(lambda c: c.retenir(ANNEXE)).then(RETENUE)
    given(OUVERTE, RETENUE).when(lambda c: c.retenir(ANNEXE)).then_nothing()


def test_les_annexes_retenues_se_liberent_ensemble_et_une_fois() -> None:
    autre = fact(Convention.AnnexeRetenue, label_id=AUTRE)
    liberees = fact(Convention.AnnexesLiberees, label_ids=[ANNEXE, AUTRE])

    given(OUVERTE, RETENUE, autre).when(lambda c: c.liberer()).then(liberees)
    given(OUVERTE, RETENUE, autre, liberees).when(lambda c: c.liberer()).then_nothing()
    given(OUVERTE).when(lambda c: c.liberer()).then_nothing()

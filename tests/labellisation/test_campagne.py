"""Les campagnes de remontée et ce qui s'y rattache, racontées par leurs faits."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given as pour
from hypothesis import strategies as st

from services.labellisation.territoire.domain.campagne import (
    Annonce,
    Calendrier,
    CalendrierIncoherent,
    CampagneConnue,
    CampagneDejaOuverte,
    CampagneInconnue,
    CampagneRemontee,
    rattacher,
)
from services.labellisation.territoire.domain.remontee import Declaration, Remontee
from services.labellisation.territoire.policies.echeances import echeances
from services.labellisation.territoire.rules.programme import VagueInconnue, charger_programme
from shared.clock import paris_date
from shared.messages.deadline import Deadline
from tests.gwt import LONG_AGO, SUBJECT, fact, specification

given = specification(CampagneRemontee)
JOURS = Calendrier(date(2019, 7, 1), date(2019, 9, 15), (date(2019, 9, 1), date(2019, 9, 8)))
ANNONCE = Annonce("REMONTEE-2019-09", "Remontées du 15 septembre", "VAGUE-1", JOURS)
OUVERTE = fact(
    CampagneRemontee.CampagneOuverte,
    code="REMONTEE-2019-09",
    nom=ANNONCE.nom,
    vague="VAGUE-1",
    ouverture="2019-07-01",
    cloture="2019-09-15",
    rappels=["2019-09-01", "2019-09-08"],
)
CLOSE = fact(CampagneRemontee.CampagneClose, jour="2019-09-15")
PREMIERE = CampagneConnue(UUID(int=1), date(2019, 7, 1), date(2019, 9, 15))
SECONDE = CampagneConnue(UUID(int=2), date(2020, 1, 10), date(2020, 2, 1))


def test_l_agence_ouvre_une_campagne_avec_ses_rappels_et_sa_cloture_a003_a010() -> None:
    given().when(CampagneRemontee.ouvrir, ANNONCE).then(OUVERTE)


@pytest.mark.parametrize(
    "jours",
    [
        JOURS._replace(cloture=date(2019, 6, 30)),
        JOURS._replace(cloture=JOURS.ouverture, rappels=()),
        JOURS._replace(rappels=(date(2019, 9, 16),)),
        JOURS._replace(rappels=(date(2019, 9, 8), date(2019, 9, 1))),
    ],
)
def test_un_calendrier_dans_le_desordre_est_refuse_a010(jours: Calendrier) -> None:
    with pytest.raises(CalendrierIncoherent, match="dans l'ordre"):
        jours.verifier()


def test_ouvrir_deux_fois_la_meme_campagne_ne_change_rien() -> None:
    given(OUVERTE).when(CampagneRemontee.confirmer, ANNONCE).then_nothing()


def test_une_campagne_ouverte_ne_change_pas_de_calendrier_a010() -> None:
    autre = ANNONCE._replace(jours=JOURS._replace(cloture=date(2019, 9, 30)))
    (
        given(OUVERTE)
        .when(CampagneRemontee.confirmer, autre)
        .then_refused(CampagneDejaOuverte, "REMONTEE-2019-09", "un autre code")
    )


def test_un_rappel_vaut_une_fois_et_plus_du_tout_apres_la_cloture_a010() -> None:
    rappel = fact(CampagneRemontee.CampagneRappelee, jour="2019-09-01")

    given(OUVERTE).when(CampagneRemontee.rappeler, date(2019, 9, 1)).then(rappel)
    given(OUVERTE, rappel).when(CampagneRemontee.rappeler, date(2019, 9, 1)).then_nothing()
    given(OUVERTE, CLOSE).when(CampagneRemontee.rappeler, date(2019, 9, 8)).then_nothing()


def test_une_campagne_se_clot_une_fois_a010() -> None:
    given(OUVERTE).when(CampagneRemontee.clore, date(2019, 9, 15)).then(CLOSE)
    given(OUVERTE, CLOSE).when(CampagneRemontee.clore, date(2019, 9, 20)).then_nothing()


def test_une_campagne_ne_se_clot_pas_avant_son_ouverture() -> None:
    given(OUVERTE).when(CampagneRemontee.clore, date(2019, 6, 1)).then_refused(CalendrierIncoherent)


def test_les_rappels_et_la_cloture_viennent_a_leurs_jours_tmr01() -> None:
    """Le 15 septembre est inclus : la campagne se clôt quand il est fini."""
    ouverte = CampagneRemontee.CampagneOuverte(
        originator_id=SUBJECT,
        originator_version=1,
        timestamp=LONG_AGO,
        originator_topic="",
        **OUVERTE.payload,
    )

    attendues = [each for each in echeances(ouverte) if isinstance(each, Deadline)]

    dues = [(type(each.command).__name__, paris_date(each.due)) for each in attendues]
    assert dues == [
        ("RappelerCampagne", date(2019, 9, 1)),
        ("RappelerCampagne", date(2019, 9, 8)),
        ("CloreCampagne", date(2019, 9, 16)),
    ]
    cloture = attendues[-1].command.survenu_le
    assert cloture and paris_date(cloture) == date(2019, 9, 15)
    assert len({each.about for each in attendues}) == 3


def test_la_cloture_de_la_premiere_campagne_est_une_donnee_a003_tmr01() -> None:
    prevue = charger_programme().prevue("REMONTEE-2019-09")

    assert prevue and (prevue.cloture, prevue.statut) == (date(2019, 9, 15), "SEED")
    assert charger_programme().vague(prevue.vague).date_effet == date(2020, 1, 1)


def test_une_vague_inconnue_est_refusee_avec_celles_qui_existent_a007() -> None:
    with pytest.raises(VagueInconnue, match="VAGUE-1, VAGUE-2"):
        charger_programme().vague("VAGUE-9")


@pytest.mark.parametrize(
    ("jour", "campagne", "tardive"),
    [
        (date(2019, 7, 1), PREMIERE, False),
        (date(2019, 9, 15), PREMIERE, False),
        (date(2019, 9, 16), PREMIERE, True),
        (date(2020, 1, 9), PREMIERE, True),
        (date(2020, 1, 10), SECONDE, False),
        (date(2020, 3, 1), SECONDE, True),
    ],
)
def test_une_remontee_va_a_la_campagne_de_son_jour_ou_tard_a_la_derniere_a010(
    jour: date, campagne: CampagneConnue, tardive: bool
) -> None:
    assert rattacher([SECONDE, PREMIERE], jour, None) == (campagne, tardive)


def test_avant_toute_campagne_une_remontee_n_en_a_pas() -> None:
    assert rattacher([PREMIERE], date(2019, 6, 30), None) is None
    assert rattacher([], date(2019, 9, 1), None) is None


def test_la_campagne_que_la_remontee_nomme_l_emporte() -> None:
    nommee = rattacher([PREMIERE, SECONDE], date(2020, 1, 15), PREMIERE.campagne_id)

    assert nommee == (PREMIERE, True)


def test_une_campagne_nommee_qui_n_existe_pas_est_refusee() -> None:
    with pytest.raises(CampagneInconnue):
        rattacher([PREMIERE], date(2019, 9, 1), UUID(int=9))


@pour(st.dates(date(2019, 7, 1), date(2023, 12, 31)))
def test_aucune_remontee_n_est_perdue_apres_la_premiere_ouverture_a010(jour: date) -> None:
    trouvee = rattacher([PREMIERE, SECONDE], jour, None)

    assert trouvee
    campagne, tardive = trouvee
    assert tardive == (jour > campagne.fin)


RATTACHEE = fact(
    Remontee.RemonteeRattachee,
    campagne_id=PREMIERE.campagne_id,
    structure_id=UUID(int=46),
    departement="15",
    recue_le="2019-09-10",
    tardive=False,
    criteres_declares=["HOR-01"],
    agents=2,
    etp=2.0,
)
remontee = specification(Remontee)


def test_une_remontee_revisee_apres_la_cloture_ne_devient_pas_tardive_a010() -> None:
    (
        remontee(RATTACHEE)
        .when(Remontee.reviser, date(2019, 9, 20), Declaration(["HOR-01", "HOR-02"], 2, 2.0))
        .then(
            fact(
                Remontee.RemonteeRevisee,
                revisee_le="2019-09-20",
                criteres_declares=["HOR-01", "HOR-02"],
                agents=2,
                etp=2.0,
            )
        )
    )


def test_la_meme_remontee_dans_la_meme_campagne_ne_change_rien_a012() -> None:
    (
        remontee(RATTACHEE)
        .when(Remontee.reviser, date(2019, 9, 12), Declaration(["HOR-01"], 2, 2.0))
        .then_nothing()
    )

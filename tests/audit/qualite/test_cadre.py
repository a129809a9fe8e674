"""Le cadre des enquêtes et des visites mystères : les labels en vigueur ce jour-là (A-030)."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest

from services.audit.vigilance.domain.suivi import LabelSuivi, SuiviQualite
from services.audit.vigilance.questions import labellisees
from shared.clock import SimulatedClock
from shared.contracts import Contract
from shared.contracts.audit import CampagneEnqueteOuverte
from shared.contracts.labellisation import (
    FusionAnnulee,
    LabelRepris,
    LabelRetabli,
    LabelRetire,
    LabelSuspendu,
    StructuresFusionnees,
)
from shared.runtime.component import Component
from tests.audit.qualite.envois import LABEL, MAISON, attendre, dits, recevoir
from tests.contracts.language import sample
from tests.gwt import Fact, fact, specification

given = specification(SuiviQualite)

LABEL_ID = UUID(int=20)
STRUCTURE = {"nom": "Maison des Estives", "departement": "15"}
OUVERT = fact(
    SuiviQualite.SuiviQualiteOuvert,
    structure_id=MAISON,
    label_id=LABEL_ID,
    structure=STRUCTURE,
    format="FIXE",
    date_effet="2020-01-01",
    enquete_le="2020-01-01",
)
CE_LABEL = {"structure_id": MAISON, "label_id": LABEL_ID}
SUSPENDU = fact(SuiviQualite.SuiviQualiteSuspendu, **CE_LABEL, le="2020-03-02")
CLOS = fact(SuiviQualite.SuiviQualiteClos, structure_id=MAISON, le="2020-04-01")


def retabli(le: str, enquete_le: str) -> Fact:
    return fact(SuiviQualite.SuiviQualiteRetabli, **CE_LABEL, le=le, enquete_le=enquete_le)


def test_une_suspension_suspend_le_suivi_une_fois() -> None:
    suspendre = (SuiviQualite.suspendre, LABEL_ID, "2020-03-02")
    given(OUVERT).when(*suspendre).then(SUSPENDU)
    given(OUVERT, SUSPENDU).when(*suspendre).then_nothing()
    given(OUVERT, CLOS).when(*suspendre).then_nothing()


def test_la_suspension_d_un_autre_label_ne_change_rien() -> None:
    given(OUVERT).when(SuiviQualite.suspendre, UUID(int=19), "2020-03-02").then_nothing()


def test_un_suivi_retabli_dit_quand_interroger_et_seul_un_suivi_suspendu_se_retablit() -> None:
    retablir = (SuiviQualite.retablir, LABEL_ID, "2020-03-09", "2020-03-09")
    given(OUVERT, SUSPENDU).when(*retablir).then(retabli("2020-03-09", "2020-03-09"))
    given(OUVERT).when(*retablir).then_nothing()


def test_un_nouveau_label_n_herite_pas_de_la_suspension() -> None:
    nouveau = LabelSuivi(UUID(int=21), {}, "FIXE", "2021-01-01", "2021-01-01")
    suivi = given(OUVERT, SUSPENDU, CLOS).aggregate
    suivi.reprendre(nouveau)
    assert suivi.est_interrogee


REPRIS = LabelRepris.read(sample("LabelRepris.v1")).model_copy(update={"structure_id": MAISON})


def dire(component: Component, kind: type[Contract], le: date, **dit: Any) -> None:
    """Un fait de ce label, survenu ce jour."""
    fait = kind.read(sample(f"{kind.__name__}.v1"))
    sien = {
        "message_id": uuid5(MAISON, f"{kind.__name__} {le}"),
        "occurred_at": datetime(le.year, le.month, le.day, 9, tzinfo=UTC),
        "structure_id": MAISON,
        "label_id": LABEL.label_id,
    }
    assert recevoir(component, fait.model_copy(update={**sien, **dit})).accepted


def cadre(component: Component, le: date) -> list[UUID]:
    return [each["structure_id"] for each in labellisees(component.model, le)]


def test_le_cadre_d_un_jour_ignore_les_suspendues_et_retrouve_les_retablies_a030(
    audit: Component, clock: SimulatedClock
) -> None:
    """De même pour un jour passé, que l'on tire après coup."""
    assert recevoir(audit, LABEL).accepted
    for kind, le in (
        (LabelSuspendu, date(2020, 3, 2)),
        (LabelRetabli, date(2020, 3, 9)),
        (LabelSuspendu, date(2020, 5, 4)),
    ):
        attendre(audit, clock, le)
        dire(audit, kind, le)
    attendre(audit, clock, date(2020, 6, 2))
    dire(audit, LabelRetire, date(2020, 6, 2), date_effet=date(2020, 6, 1))
    attendre(audit, clock, date(2020, 6, 3))

    assert cadre(audit, date(2019, 12, 31)) == []
    for le in (date(2020, 1, 1), date(2020, 3, 1), date(2020, 3, 9), date(2020, 5, 3)):
        assert cadre(audit, le) == [MAISON], le
    for le in (date(2020, 3, 2), date(2020, 3, 8), date(2020, 5, 4), date(2020, 6, 2)):
        assert cadre(audit, le) == [], le


def test_un_label_repris_d_une_liste_est_dans_le_cadre_et_sera_interroge_a026_a030(
    audit: Component, clock: SimulatedClock
) -> None:
    """Reprise en 2021, la structure labellisée en 2020 n'est interrogée qu'à partir de 2022."""
    attendre(audit, clock, date(2021, 6, 1))
    assert recevoir(audit, REPRIS).accepted
    attendre(audit, clock, date(2022, 2, 1))

    assert cadre(audit, date(2020, 1, 1)) == cadre(audit, date(2021, 6, 1)) == [MAISON]
    assert [each.annee for each in dits(audit, CampagneEnqueteOuverte)] == [2022]


def test_une_liste_corrige_la_date_d_un_label_repris_a_131(
    audit: Component, clock: SimulatedClock
) -> None:
    assert recevoir(audit, REPRIS).accepted
    corrige = {"message_id": uuid5(MAISON, "corrigé"), "date_effet": date(2020, 2, 1)}
    assert recevoir(audit, REPRIS.model_copy(update=corrige)).accepted
    attendre(audit, clock, date(2020, 3, 1))

    assert (cadre(audit, date(2020, 1, 15)), cadre(audit, date(2020, 2, 1))) == ([], [MAISON])


def test_un_label_accorde_remplace_le_label_repris_a030(
    audit: Component, clock: SimulatedClock
) -> None:
    """Son retrait ôte la structure du cadre : le label repris ne valait plus."""
    assert recevoir(audit, REPRIS).accepted
    dit = {"date_effet": date(2021, 1, 1)}
    assert recevoir(audit, LABEL.model_copy(update=dit)).accepted
    attendre(audit, clock, date(2021, 3, 1))
    dire(audit, LabelRetire, date(2021, 3, 1), date_effet=date(2021, 2, 28))
    attendre(audit, clock, date(2021, 3, 2))

    assert cadre(audit, date(2020, 12, 31)) == cadre(audit, date(2021, 2, 28)) == [MAISON]
    assert cadre(audit, date(2021, 3, 1)) == []


@pytest.mark.parametrize(
    ("suspendu", "retabli_le", "ouvertes"),
    [
        (date(2020, 12, 1), date(2021, 3, 1), [2020, 2021]),
        (date(2021, 2, 1), date(2021, 3, 1), [2020, 2021]),
        (date(2020, 12, 1), date(2022, 3, 1), [2020, 2022]),
    ],
    ids=["écartée puis rendue", "déjà ouverte", "une année sans enquête"],
)
def test_une_enquete_que_la_suspension_ecarte_s_ouvre_au_retablissement_a026_a030(
    audit: Component,
    clock: SimulatedClock,
    suspendu: date,
    retabli_le: date,
    ouvertes: list[int],
) -> None:
    """Une par an, jamais pendant la suspension, jamais deux ; puis chaque année de nouveau."""
    assert recevoir(audit, LABEL).accepted
    attendre(audit, clock, date(2020, 2, 1))
    attendre(audit, clock, suspendu)
    dire(audit, LabelSuspendu, suspendu)
    attendre(audit, clock, retabli_le)
    assert [each.annee for each in dits(audit, CampagneEnqueteOuverte)] in ([2020], ouvertes)
    dire(audit, LabelRetabli, retabli_le)
    attendre(audit, clock, date(retabli_le.year, 6, 1))
    assert [each.annee for each in dits(audit, CampagneEnqueteOuverte)] == ouvertes

    attendre(audit, clock, date(retabli_le.year + 1, 6, 1))
    suivante = retabli_le.year + 1
    assert [each.annee for each in dits(audit, CampagneEnqueteOuverte)] == [*ouvertes, suivante]


def test_une_fusion_annulee_rend_la_structure_au_cadre_et_aux_enquetes_a030_c_7_17(
    audit: Component, clock: SimulatedClock
) -> None:
    """Sans trou : le label n'a pas cessé ; suspendu avant la fusion, il l'est encore."""
    assert recevoir(audit, LABEL).accepted
    attendre(audit, clock, date(2020, 11, 2))
    dire(audit, StructuresFusionnees, date(2020, 11, 2), date_effet=date(2020, 11, 1))
    attendre(audit, clock, date(2021, 3, 1))
    assert cadre(audit, date(2021, 1, 15)) == []
    dire(audit, FusionAnnulee, date(2021, 3, 1))
    attendre(audit, clock, date(2021, 6, 1))

    for le in (date(2020, 11, 2), date(2021, 1, 15), date(2021, 6, 1)):
        assert cadre(audit, le) == [MAISON], le
    assert [each.annee for each in dits(audit, CampagneEnqueteOuverte)] == [2020, 2021]
    dire(audit, LabelSuspendu, date(2021, 6, 1))
    dire(audit, StructuresFusionnees, date(2021, 6, 2), date_effet=date(2021, 6, 2))
    dire(audit, FusionAnnulee, date(2021, 6, 3))
    attendre(audit, clock, date(2021, 6, 5))
    assert cadre(audit, date(2021, 6, 4)) == []

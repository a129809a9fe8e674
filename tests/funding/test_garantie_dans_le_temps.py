"""Le financement des MSAP autour du 31 décembre 2021, tel que le service le vit et le montre."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.funding.component import build
from services.funding.garantie.questions import (
    GarantieDue,
    MSAPSuivie,
    garanties_dues,
    msap_suivies,
)
from services.funding.publishing import to_contract
from shared.clock import PARIS, SimulatedClock
from shared.contracts import Contract
from shared.contracts.funding import (
    FinancementMSAPExpire,
    GarantieMSAPClose,
    GarantieMSAPEnregistree,
)
from shared.contracts.labellisation import FinDeLabel, FusionAnnulee, StructuresFusionnees
from shared.log.journal import told_history
from shared.log.readers import recorded_after
from shared.messages.commands import Command
from shared.personal_data.master_keys import new_master_key
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from tests.contracts.language import sample
from tests.funding.garanties import (
    CANTAL,
    FERMETURES,
    MAISON_DU_CANTAL,
    MSAP,
    dire,
    dues,
    inscription,
    labellisee,
    midi,
    retire,
    tourner,
)

DEBUT = midi(2020, 1, 15)
VEILLE, TERME, LENDEMAIN = midi(2021, 12, 30), midi(2021, 12, 31), midi(2022, 1, 1)
MINUIT = datetime(2022, 1, 1, tzinfo=PARIS)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(DEBUT)


@pytest.fixture
def component(tmp_path: Path, clock: SimulatedClock) -> Iterator[Component]:
    known = {"MASTER_KEY": new_master_key()}
    component = build(embedded("funding", tmp_path, clock, known))
    yield component
    component.close()


def inscrite(component: Component, **dit: Any) -> None:
    assert dire(component, inscription(DEBUT, **dit)).accepted
    tourner(component)


def vue(component: Component, au: date, departement: str | None = None) -> MSAPSuivie:
    tourner(component)
    [suivie] = msap_suivies(component.model, au, departement)
    return suivie


def annonces(component: Component) -> list[Contract]:
    faits = (to_contract(event) for _, event in recorded_after(component.service, 0))
    return [
        each
        for each in faits
        if isinstance(each, GarantieMSAPEnregistree | GarantieMSAPClose | FinancementMSAPExpire)
    ]


def test_une_msap_inscrite_est_financee_jusqu_au_terme_a031_a036(component: Component) -> None:
    inscrite(component, siret="21150001700013", renforce=True, montant_centimes=3_000_000)

    [annonce] = annonces(component)
    assert isinstance(annonce, GarantieMSAPEnregistree)
    assert (annonce.structure_id, annonce.renforce, annonce.siret) == (MSAP, True, "21150001700013")
    assert (annonce.montant_centimes, annonce.au) == (30_000_00, date(2021, 12, 31))
    assert dues(component) == {2020: 30_000_00, 2021: 30_000_00}


def test_ce_qui_est_du_dit_son_evenement_et_sa_regle_inv_17(component: Component) -> None:
    inscrite(component)
    [annonce] = annonces(component)

    [due] = garanties_dues(component.model, 2021, "15")
    assert due == GarantieDue(
        structure_id=str(MSAP),
        nom="Maison des Estives",
        departement="15",
        annee=2021,
        montant_centimes=25_000_00,
        parts_centimes={},
        evenement_id=str(annonce.message_id),
        regle="GARANTIE-MSAP-2020",
    )
    assert garanties_dues(component.model, 2021, "23") == []


@pytest.mark.parametrize(("instant", "expire"), [(VEILLE, 0), (TERME, 0), (LENDEMAIN, 1)])
def test_une_msap_sans_label_n_est_plus_financee_apres_le_31_decembre_2021_a037_tmr_05(
    component: Component, clock: SimulatedClock, instant: datetime, expire: int
) -> None:
    """C.7-8, INV-12 : le dernier jour est inclus, heure de Paris."""
    inscrite(component)
    clock.advance(instant)
    tourner(component)

    expirations = [each for each in annonces(component) if isinstance(each, FinancementMSAPExpire)]
    assert [each.le for each in expirations] == [date(2021, 12, 31)] * expire
    assert dues(component) == {2020: 25_000_00, 2021: 25_000_00}


def test_la_garantie_finit_a_minuit_heure_de_paris_tmr_05(
    component: Component, clock: SimulatedClock
) -> None:
    inscrite(component)
    clock.advance(MINUIT - timedelta(seconds=2))
    tourner(component)
    assert len(annonces(component)) == 1
    clock.advance(MINUIT)
    tourner(component)
    assert len(annonces(component)) == 2


@pytest.mark.parametrize(
    ("effet", "annees"),
    [
        (date(2020, 1, 1), {}),
        (date(2020, 7, 1), {}),
        (date(2021, 1, 1), {2020: MAISON_DU_CANTAL}),
        (date(2021, 12, 31), {2020: MAISON_DU_CANTAL}),
        (date(2022, 1, 1), {2020: MAISON_DU_CANTAL, 2021: MAISON_DU_CANTAL}),
        (date(2022, 3, 1), {2020: MAISON_DU_CANTAL, 2021: MAISON_DU_CANTAL}),
    ],
)
@pytest.mark.parametrize("label_d_abord", [False, True], ids=["liste d'abord", "label d'abord"])
def test_le_label_remplace_la_garantie_dans_un_ordre_ou_l_autre_c_7_8_x_03(
    component: Component, effet: date, annees: dict[int, int], label_d_abord: bool
) -> None:
    messages: list[Contract | Command] = [inscription(DEBUT), labellisee(effet)]
    for message in reversed(messages) if label_d_abord else messages:
        assert dire(component, message).accepted
    attendus = {2020: 0, 2021: 0} | annees
    assert {annee: dues(component).get(annee, 0) for annee in attendus} == attendus
    assert max(dues(component), default=0) <= 2021


def test_une_msap_labellisee_le_1er_mars_2022_montre_son_interruption_c_7_9_x_03(
    component: Component, clock: SimulatedClock
) -> None:
    """C.7-9 : du lendemain du terme à la veille du label, cinquante-neuf jours."""
    inscrite(component)
    clock.advance(midi(2022, 2, 20))
    tourner(component)
    dire(component, labellisee(date(2022, 3, 1)))

    suivie = vue(component, date(2022, 6, 1))
    assert (suivie["fin"], suivie["raison"], suivie["label_le"]) == (
        *("2021-12-31", "TERME"),
        "2022-03-01",
    )
    assert (suivie["interruption_du"], suivie["interruption_au"]) == ("2022-01-01", "2022-02-28")
    assert (suivie["interruption_jours"], suivie["jours_restants"]) == (59, None)


@pytest.mark.parametrize("effet", [date(2021, 12, 31), date(2022, 1, 1)])
def test_un_label_qui_prend_le_relais_ne_laisse_aucune_interruption_c_7_9(
    component: Component, effet: date
) -> None:
    inscrite(component)
    dire(component, labellisee(effet))
    assert vue(component, date(2022, 6, 1))["interruption_jours"] == 0


@pytest.mark.parametrize(
    ("au", "restants", "interruption"),
    [(date(2021, 12, 21), 10, 0), (date(2021, 12, 31), 0, 0), (date(2022, 1, 31), -31, 31)],
)
def test_une_msap_sans_label_dit_les_jours_qui_lui_restent_a039(
    component: Component, au: date, restants: int, interruption: int
) -> None:
    inscrite(component)
    suivie = vue(component, au)
    assert (suivie["jours_restants"], suivie["interruption_jours"]) == (restants, interruption)
    assert (suivie["label_le"], suivie["interruption_au"]) == ("", "")


def test_le_label_retire_avant_le_terme_ne_rend_pas_la_garantie_c_7_8_inv_12(
    component: Component, clock: SimulatedClock
) -> None:
    inscrite(component)
    dire(component, labellisee(date(2020, 6, 1)))
    dire(component, retire(date(2021, 3, 31)))
    clock.advance(LENDEMAIN)

    assert dues(component) == {}
    assert not [each for each in annonces(component) if isinstance(each, FinancementMSAPExpire)]
    suivie = vue(component, date(2021, 6, 1))
    assert (suivie["label_le"], suivie["label_fini_le"]) == ("2020-06-01", "2021-03-31")
    assert dire(component, inscription(midi(2021, 5, 3))).code == "GarantieMSAPTerminee"


@pytest.mark.parametrize("raison", FERMETURES)
def test_une_msap_qui_ferme_n_est_plus_financee_c_7_8(component: Component, raison: str) -> None:
    inscrite(component)
    fermee = retire(date(2020, 9, 30), kind=FERMETURES[raison])
    dire(component, fermee.model_copy(update={"label_id": None}))
    tourner(component)
    dues_a_elle = [
        due["annee"]
        for annee in (2020, 2021)
        for due in garanties_dues(component.model, annee)
        if due["structure_id"] == str(MSAP)
    ]
    assert dues_a_elle == {"FERMETURE": [2020], "FUSION": []}[raison]
    suivies = msap_suivies(component.model, date(2021, 1, 1))
    assert raison in [each["raison"] for each in suivies if each["structure_id"] == str(MSAP)]


def test_une_inscription_d_apres_le_terme_est_refusee_et_n_ouvre_rien_a037_inv_12(
    component: Component, clock: SimulatedClock
) -> None:
    clock.advance(LENDEMAIN)
    reponse = dire(component, inscription(LENDEMAIN))
    assert reponse.code == "GarantieMSAPTerminee" and "31\xa0décembre 2021" in reponse.detail
    assert dues(component) == {} and msap_suivies(component.model, LENDEMAIN.date()) == []


def test_un_releve_ancien_se_reprend_apres_le_terme_sans_rien_annoncer_a037_inv_12(
    component: Component, clock: SimulatedClock
) -> None:
    """Un courriel de 2026 sur ce qui a pris fin en 2021 n'apprendrait rien à personne."""
    clock.advance(midi(2026, 3, 2))
    assert dire(component, inscription(DEBUT)).accepted
    dire(component, labellisee(date(2022, 3, 1)))

    assert dues(component) == {2020: MAISON_DU_CANTAL, 2021: MAISON_DU_CANTAL}
    assert vue(component, date(2022, 6, 1))["interruption_jours"] == 59
    assert annonces(component) == []


AUTRE_IDENTITE = UUID(int=7)


def fusionnee(le: date) -> FinDeLabel:
    fait = retire(le, kind=StructuresFusionnees)
    return fait.model_copy(update={"survivante_id": AUTRE_IDENTITE, "label_id": None})


def test_la_structure_qui_reste_garde_la_garantie_de_celle_qu_elle_absorbe_c_7_17(
    component: Component,
) -> None:
    """C.7-17 : l'année de la fusion n'est due qu'une fois, à celle qui reste."""
    inscrite(component, renforce=True, montant_centimes=MAISON_DU_CANTAL + 1)
    dire(component, fusionnee(date(2021, 3, 31)))
    dire(component, fusionnee(date(2021, 3, 31)).model_copy(update={"message_id": MSAP}))

    assert dues(component) == {2020: MAISON_DU_CANTAL + 1, 2021: MAISON_DU_CANTAL + 1}
    [due] = garanties_dues(component.model, 2021)
    assert due["structure_id"] == str(AUTRE_IDENTITE)


@pytest.mark.parametrize("quand", [midi(2021, 6, 1), LENDEMAIN], ids=["avant", "après le terme"])
def test_une_fusion_annulee_rend_sa_garantie_a_la_msap_c_7_17_inv_12(
    component: Component, clock: SimulatedClock, quand: datetime
) -> None:
    """C.7-17 : due une fois, à elle seule, et jusqu'au terme."""
    inscrite(component)
    dire(component, fusionnee(date(2021, 3, 31)))
    clock.advance(quand)
    tourner(component)
    annulation = FusionAnnulee.read(sample("FusionAnnulee.v1")).model_copy(
        update={"structure_id": MSAP, "survivante_id": AUTRE_IDENTITE, "label_id": None}
    )
    for rang in range(2):
        dire(component, annulation.model_copy(update={"message_id": UUID(int=rang)}))
    clock.advance(LENDEMAIN)

    assert dues(component) == {2020: MAISON_DU_CANTAL, 2021: MAISON_DU_CANTAL}
    assert {each["structure_id"] for each in garanties_dues(component.model)} == {str(MSAP)}
    expirees = [x for x in annonces(component) if isinstance(x, FinancementMSAPExpire)]
    assert expirees[-1].structure_id == MSAP
    assert dire(component, inscription(DEBUT)).accepted


def test_deux_garanties_d_une_meme_maison_n_en_font_plus_qu_une_a_la_fusion_c_7_17(
    component: Component,
) -> None:
    inscrite(component)
    inscrite(component, structure_id=AUTRE_IDENTITE, fiche={"nom": "Relais des Estives"})
    tourner(component)
    assert len(garanties_dues(component.model, 2021)) == 2
    dire(component, fusionnee(date(2021, 3, 31)))
    tourner(component)
    [due] = garanties_dues(component.model, 2021)
    assert due["structure_id"] == str(AUTRE_IDENTITE)


def test_une_garantie_finie_ne_passe_pas_a_la_structure_qui_reste_c_7_8(
    component: Component,
) -> None:
    inscrite(component)
    dire(component, labellisee(date(2020, 6, 1)))
    dire(component, fusionnee(date(2021, 3, 31)))
    assert dues(component) == {}


def test_le_label_d_une_msap_sous_une_autre_identite_arrete_sa_garantie_c_7_8_inv_12(
    component: Component,
) -> None:
    """Sans matricule, l'identité tient à l'adresse : la commune et le nom rapprochent."""
    inscrite(component, structure_id=AUTRE_IDENTITE, fiche={"nom": "MAISON des  estives"})
    dire(component, labellisee(date(2020, 6, 1)))
    dire(component, retire(date(2021, 3, 31)))

    [annonce] = [each for each in annonces(component) if isinstance(each, GarantieMSAPClose)]
    suivie = vue(component, date(2021, 6, 1))
    assert annonce.structure_id == AUTRE_IDENTITE and dues(component) == {}
    assert (suivie["label_le"], suivie["label_fini_le"]) == ("2020-06-01", "2021-03-31")


@pytest.mark.parametrize(
    "autre", [{"nom": "Maison du Rocher"}, {"commune_insee": "15138"}], ids=["nom", "commune"]
)
def test_le_label_d_une_autre_structure_n_arrete_pas_la_garantie(
    component: Component, autre: dict[str, str]
) -> None:
    inscrite(component, structure_id=AUTRE_IDENTITE, fiche=autre)
    dire(component, labellisee(date(2020, 6, 1)))
    dire(component, retire(date(2021, 3, 31), kind=FERMETURES["FERMETURE"]))
    assert dues(component) == {2020: MAISON_DU_CANTAL, 2021: MAISON_DU_CANTAL}


def test_une_msap_n_est_pas_inscrite_sous_deux_identites(component: Component) -> None:
    inscrite(component)
    reponse = dire(component, inscription(DEBUT, structure_id=AUTRE_IDENTITE))
    assert reponse.code == "MSAPHomonyme" and "distinguez leurs noms" in reponse.detail
    assert dues(component) == {2020: MAISON_DU_CANTAL, 2021: MAISON_DU_CANTAL}


def test_un_prefet_n_inscrit_que_les_msap_de_son_departement_a020(component: Component) -> None:
    creuse = CANTAL.model_copy(update={"id": "préfecture de la Creuse", "departement": "23"})
    assert dire(component, inscription(DEBUT, CANTAL)).accepted
    assert dire(component, inscription(DEBUT, creuse, ligne=9)).code == "DepartementEtranger"


def test_une_structure_creee_pour_le_label_n_est_pas_suivie(component: Component) -> None:
    fiche = labellisee(date(2020, 6, 1)).fiche.model_copy(update={"origine": "CREATION"})
    dire(component, labellisee(date(2020, 6, 1), fiche=fiche))
    tourner(component)
    assert component.model.query("SELECT * FROM msap") == []


def test_l_histoire_d_une_msap_se_raconte_c_7_9(
    component: Component, clock: SimulatedClock
) -> None:
    inscrite(component)
    dire(component, labellisee(date(2022, 3, 1)))
    clock.advance(LENDEMAIN)
    tourner(component)

    dites = [each["phrase"] for each in told_history(component.model, str(MSAP), None)]
    assert any("25\xa0000,00\xa0€ par an, jusqu'au 31\xa0décembre 2021" in each for each in dites)
    assert any("31\xa0décembre 2021 ; label le 1er\xa0mars 2022" in each for each in dites)

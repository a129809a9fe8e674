"""Le relevé : ce qui est dû, notifié et versé, par fonds et par structure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid5

import pytest

from services.funding.component import build
from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.domain.versement import ForfaitVerse, TropPercuConstate
from services.funding.forfait.rules.cloture import RegleCloture
from services.funding.forfait.rules.regles import charger_regles
from services.funding.itinerance.commands import AccorderAideBus, InscrireBus, LibererReservation
from services.funding.itinerance.domain.enveloppe import EnveloppeItinerance
from services.funding.publishing import to_contract
from services.funding.releve.questions.postes import Montants
from services.funding.releve.questions.releve import (
    aides_de,
    postes_de,
    relever,
)
from services.funding.versements.commands import NotifierForfait
from services.funding.versements.questions import forfaits_verses
from shared.clock import SimulatedClock
from shared.personal_data.master_keys import new_master_key
from shared.rules.dated import Rules
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from tests.funding.paiements import (
    BANQUE,
    MODELE,
    PART,
    a_jour,
    demander,
    evenement,
    evenement_id,
    faits,
    fusionner,
    label_id,
    labelliser,
    recevoir,
    refus,
    releve,
    retirer,
    suspendre,
    verser,
)
from tests.horloge import attendre


@pytest.fixture
def en_2020(tmp_path: Path) -> Iterator[Component]:
    """Le financement, le 16 novembre 2020."""
    clock = SimulatedClock(datetime(2020, 11, 16, 9, tzinfo=UTC))
    component = build(embedded("funding", tmp_path, clock, {"MASTER_KEY": new_master_key()}))
    yield component
    component.close()


@pytest.fixture
def component(en_2020: Component) -> Component:
    """Le même, le 1er mars 2021."""
    attendre(en_2020.service, datetime(2021, 3, 1, 9, tzinfo=UTC))
    return en_2020


def test_le_releve_dit_par_fonds_ce_qui_est_du_notifie_verse_et_ce_qui_reste_a_032_inv_17(
    component: Component,
) -> None:
    labelliser(component, 1)
    labelliser(component, 2, "48", porteur="LA_POSTE")
    demander(component, NotifierForfait, 1)
    verser(component, 1, "VIR-1", "FNADT", 10_000_00)
    verser(component, 1, "VIR-2", "FNADT", 5_000_00)

    dit = releve(component)
    cantal, lozere = dit.postes
    assert cantal.par_fonds == {
        "FNADT": Montants(PART, PART, PART, 0, 0),
        "FNFS": Montants(PART, PART, 0, PART, 0),
    }
    assert lozere.par_fonds == {
        "FNFS": Montants(4_000_00, 0, 0, 4_000_00, 0),
        "FPNPT": Montants(26_000_00, 0, 0, 26_000_00, 0),
    }
    assert (cantal.nom, cantal.departement, cantal.etat) == ("Maison 1", "15", "OUVERT")
    assert cantal.regles == ("FORFAIT-2020-HORS-POSTE",)
    assert cantal.evenement_id == evenement(component, DroitAuForfait.DroitOuvert, 1)
    assert dit.ensemble == Montants(60_000_00, 30_000_00, 15_000_00, 45_000_00, 0)


def test_le_releve_d_un_departement_ou_d_une_autre_annee_ne_dit_que_les_siens(
    component: Component,
) -> None:
    labelliser(component, 1)
    labelliser(component, 2, "48")
    labelliser(component, 3, "48", le=date(2020, 1, 1))

    assert [each.nom for each in releve(component, "48").postes] == ["Maison 2", "Maison 3"]
    assert [each.nom for each in relever(component.model, 2020).postes] == ["Maison 3"]
    assert releve(component, "12").ensemble == Montants()


def test_un_droit_refuse_n_est_pas_du_mais_se_compte(component: Component) -> None:
    labelliser(component, 1, le=date(2025, 1, 1))
    dit = relever(a_jour(component).model, 2025)
    assert (dit.postes, dit.sans_suite) == ((), 1)
    [refuse] = postes_de(component.model, str(UUID(int=1)))
    assert (refuse.etat, refuse.du) == ("REFUSE", 0) and "aucun montant" in refuse.raison
    [ligne] = aides_de(component.model, str(UUID(int=1)))["lignes"]
    assert (ligne["etat"], ligne["du"], ligne["raison"]) == ("REFUSE", 0, refuse.raison)


@pytest.fixture
def au_prorata(monkeypatch: pytest.MonkeyPatch) -> RegleCloture:
    """Un droit clos n'est dû qu'au prorata des jours."""
    regles = charger_regles()
    regle = replace(next(iter(regles.cloture.regles)), id="CLOTURE-JOURS", prorata="JOURS")
    autres = replace(regles, cloture=replace(regles.cloture, regles=Rules([regle])))
    monkeypatch.setattr("services.funding.component.charger_regles", lambda: autres)
    return regle


def test_ce_qui_fut_verse_au_dela_d_un_droit_clos_est_un_trop_percu_c_7_16(
    au_prorata: RegleCloture, component: Component
) -> None:
    labelliser(component, 1)
    demander(component, NotifierForfait, 1)
    for fonds in ("FNADT", "FNFS"):
        verser(component, 1, f"VIR-{fonds}", fonds, PART)
    retirer(component, 1)

    [clos] = releve(component).postes
    du = 30_000_00 * 181 // 365
    assert clos.montants == Montants(du, 30_000_00, 30_000_00, 0, 30_000_00 - du)
    assert clos.par_fonds.keys() == {"FNADT", "FNFS"}
    assert clos.regles == ("FORFAIT-2020-HORS-POSTE", au_prorata.id)
    assert clos.evenement_id == evenement(component, DroitAuForfait.DroitClos, 1)
    [constate] = faits(component, TropPercuConstate)
    assert constate.montant_centimes == 30_000_00 - du
    annonce = to_contract(constate)
    assert annonce and annonce.structure_id == UUID(int=1)


def test_un_droit_porte_par_la_survivante_se_releve_avec_ce_qui_en_fut_deja_verse_c_7_17(
    component: Component,
) -> None:
    """Son courriel n'est pas celui de l'absorbée, et le versement suivant est le sien."""
    labelliser(component, 1)
    demander(component, NotifierForfait, 1)
    verser(component, 1, "VIR-1", "FNADT", 5_000_00)
    fusionner(component, 1, 2)
    assert refus(component, 1, "VIR-2") == "Introuvable"
    assert not refus(component, 1, "VIR-2", structure_id=UUID(int=2))

    assert postes_de(a_jour(component).model, str(UUID(int=1))) == []
    aides = aides_de(component.model, str(UUID(int=2)))
    assert {each["nom"] for each in aides["lignes"]} == {"survivante de « Maison 1 »"}
    assert [each["reference"] for each in aides["versements"]] == ["VIR-1", "VIR-2"]
    assert [each.departement for each in releve(component, "15").postes] == ["15"]
    courriels = [each.structure["courriel"] for each in faits(component, ForfaitVerse)]
    assert courriels == [MODELE.fiche.courriel, ""]


def test_un_droit_en_attente_dit_ce_qu_il_serait_sans_que_rien_en_soit_du_a_032(
    component: Component,
) -> None:
    labelliser(component, 1, le=date(2024, 1, 1))
    assert relever(a_jour(component).model, 2024).sans_suite == 1
    [attendu] = postes_de(component.model, str(UUID(int=1)))
    assert (attendu.etat, attendu.du) == ("EN_ATTENTE", 0)
    assert "Il serait de 40\u00a0000,00\u00a0€." in attendu.raison
    assert attendu.regles == ("FORFAIT-2024-HORS-POSTE",)
    assert attendu.evenement_id == evenement(component, DroitAuForfait.DroitEnAttente, 1)
    assert refus(component, 1, "VIR-1", annee=2024) == "RienNEstDu"


def test_un_droit_suspendu_reste_du_mais_ne_se_verse_pas(component: Component) -> None:
    labelliser(component, 1)
    demander(component, NotifierForfait, 1)
    suspendre(component, 1)

    [suspendu] = releve(component).postes
    assert (suspendu.etat, suspendu.du) == ("SUSPENDU", 30_000_00)
    assert suspendu.evenement_id == evenement(component, DroitAuForfait.DroitOuvert, 1)
    assert refus(component, 1, "VIR-1") == "ForfaitSuspendu"


def test_sans_ventilation_connue_chaque_versement_nomme_son_fonds(component: Component) -> None:
    labelliser(component, 1, porteur="NON_RENSEIGNE")
    demander(component, NotifierForfait, 1)
    verser(component, 1, "VIR-1", "FNFS", 4_000_00)

    [poste] = releve(component).postes
    assert poste.par_fonds == {
        "FNFS": Montants(4_000_00, 4_000_00, 4_000_00, 0, 0),
        "": Montants(26_000_00, 26_000_00, 0, 26_000_00, 0),
    }


def test_une_aide_de_bus_accordee_est_due_l_annee_ou_elle_commence_a_041(
    en_2020: Component,
) -> None:
    labelliser(en_2020, 1, le=date(2020, 1, 1), format="BUS")
    for kind, dit in (
        (InscrireBus, {"format": "BUS"}),
        (AccorderAideBus, {"mise_en_service": date(2021, 1, 4)}),
    ):
        du_bus = {"structure_id": UUID(int=1), "programme": "ITINERANCE-2020", "acteur": BANQUE}
        message_id = uuid5(label_id(1), kind.__name__)
        recevoir(en_2020, kind.model_validate({"message_id": message_id, **du_bus, **dit}))

    bus = next(each for each in releve(en_2020).postes if each.aide == "ITINERANCE")
    assert (bus.nom, bus.departement, bus.annee) == ("Maison 1", "15", 2021)
    assert bus.par_fonds == {"BANQUE_DES_TERRITOIRES": Montants.de(30_000_00, 0, 0)}
    assert bus.regles == ("ITINERANCE-2020",)
    assert bus.evenement_id == evenement(en_2020, EnveloppeItinerance.AideBusAccordee, 1)
    autre = {**du_bus, "message_id": uuid5(label_id(1), "libérer"), "raison": "renonce"}
    recevoir(en_2020, LibererReservation.model_validate(autre))
    assert not [each for each in releve(en_2020).postes if each.aide == "ITINERANCE"]


def test_les_versements_se_lisent_dans_l_ordre_avec_leur_evenement(component: Component) -> None:
    labelliser(component, 1)
    demander(component, NotifierForfait, 1)
    verser(component, 1, "VIR-2", "FNFS", 1)
    verser(component, 1, "VIR-1", "FNADT", 2)

    lus = forfaits_verses(a_jour(component).model, structure_id=str(UUID(int=1)))
    assert [(each["reference"], each["montant_centimes"]) for each in lus] == [
        ("VIR-1", 2),
        ("VIR-2", 1),
    ]
    annonces = {evenement_id(event) for event in faits(component, ForfaitVerse)}
    assert {each["evenement_id"] for each in lus} == annonces

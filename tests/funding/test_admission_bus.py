"""Qui est aidé : une structure mobile que la labellisation connaît, et non qui dit l'être."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import pytest

from services.funding.itinerance.commands import CompleterDossierBus
from services.funding.itinerance.domain.enveloppe import EnveloppeItinerance
from services.funding.itinerance.domain.fins import AideBusMaintenue, BusRaye
from services.funding.itinerance.domain.territoire import Territoire
from services.funding.publishing import to_contract
from shared.clock import SimulatedClock
from shared.contracts import Contract
from shared.contracts.labellisation import (
    FusionAnnulee,
    LabelRetabli,
    LabelRetire,
    LabelSuspendu,
    StructureFermee,
    StructureNonRetenue,
    StructuresFusionnees,
)
from shared.log.journal import history
from shared.messages.actors import Acteur
from shared.runtime.component import Component
from tests.funding.guichet import (
    BANQUE,
    BUS,
    TROISIEME_APPEL,
    accorder,
    attribuer,
    demander,
    etats,
    faits,
    inscrire,
    liberer,
    vue,
)
from tests.funding.mobiles import CANTON, annonce, apprendre, fin, labellisee, remontee, signalee

PORTEUR = Acteur(role="PORTEUR", id="mairie", structure_id=BUS)
DEUXIEME, TROISIEME = UUID(int=82), UUID(int=83)
SUSPENDU = (labellisee(BUS), fin(LabelSuspendu, BUS))
RETIRE = (labellisee(BUS), fin(LabelRetire, BUS))


@pytest.mark.parametrize("acteur", [PORTEUR, BANQUE], ids=["porteur", "banque"])
def test_une_structure_inconnue_qui_se_dit_bus_n_est_ni_inscrite_ni_aidee_a_041_a_043(
    guichet: Component, acteur: Acteur
) -> None:
    """Le message dit qui peut y remédier."""
    refus = inscrire(guichet, acteur)

    assert (refus.code, "préfecture" in refus.detail) == ("StructureInconnue", True)
    assert vue(guichet) is None
    assert not faits(guichet, EnveloppeItinerance.EnveloppeOuverte)


@pytest.mark.parametrize(
    ("appris", "code"),
    [
        ([remontee(BUS)], "StructureNonAdmise"),
        ([remontee(BUS), signalee(BUS)], ""),
        ([signalee(BUS)], ""),
        ([signalee(BUS), annonce(StructureNonRetenue, BUS)], "StructureNonAdmise"),
        ([signalee(BUS), annonce(StructureNonRetenue, BUS), signalee(BUS, fois=2)], ""),
        ([labellisee(BUS)], ""),
        ([*SUSPENDU], "StructureNonAdmise"),
        ([*SUSPENDU, fin(LabelRetabli, BUS)], ""),
        ([*RETIRE], "StructureNonAdmise"),
        ([*RETIRE, signalee(BUS)], ""),
        ([*RETIRE, labellisee(BUS, rang=2)], ""),
        ([*RETIRE, labellisee(BUS, rang=2), fin(LabelRetire, BUS, raison="redite")], ""),
        ([*RETIRE, signalee(BUS), fin(LabelRetire, BUS, raison="redite")], ""),
        ([labellisee(BUS), fin(StructureFermee, BUS)], "StructureNonAdmise"),
        ([labellisee(BUS), fin(StructuresFusionnees, BUS)], "StructureNonAdmise"),
        ([signalee(BUS), annonce(StructureFermee, BUS, label_id=None)], "StructureNonAdmise"),
        ([labellisee(BUS), signalee(BUS), annonce(StructureNonRetenue, BUS)], ""),
    ],
)
def test_la_situation_de_la_structure_decide_de_l_inscription_a_041(
    guichet: Component, appris: Sequence[Contract], code: str
) -> None:
    apprendre(guichet.service, *appris)
    assert inscrire(guichet, PORTEUR).code == code


def test_un_refus_cite_la_regle_et_la_meme_demande_passe_apres_le_signalement_a_041_inv_17(
    guichet: Component,
) -> None:
    apprendre(guichet.service, remontee(BUS))
    refus = inscrire(guichet, PORTEUR)
    assert "remontée" in refus.detail and "signalée ou labellisée" in refus.detail

    apprendre(guichet.service, signalee(BUS))

    assert inscrire(guichet, PORTEUR).accepted
    assert [each["situation"] for each in (vue(guichet) or {"bus": []})["bus"]] == ["SIGNALEE"]


@pytest.mark.parametrize(
    ("appris", "code"),
    [
        ([labellisee(BUS, "FIXE")], "StructureInconnue"),
        ([signalee(BUS, "ITINERANTE")], "FormatDiscordant"),
        ([remontee(BUS), labellisee(BUS, "FIXE")], "FormatDiscordant"),
    ],
)
def test_le_format_que_dit_la_demande_est_celui_de_la_structure_a_043_x_11(
    guichet: Component, appris: Sequence[Contract], code: str
) -> None:
    """Une maison, même labellisée, ne devient pas un bus parce qu'elle le dit."""
    apprendre(guichet.service, *appris)
    assert inscrire(guichet, PORTEUR, format="BUS").code == code


def test_une_fiche_corrigee_change_le_format_connu_a_043(guichet: Component) -> None:
    apprendre(guichet.service, remontee(BUS, "ITINERANTE"), remontee(BUS), signalee(BUS))
    assert inscrire(guichet, PORTEUR).accepted


def test_seule_une_structure_labellisee_est_aidee_a_041(guichet: Component) -> None:
    """Inscrite dès son signalement, elle garde sa place jusqu'à son label."""
    apprendre(guichet.service, signalee(BUS))
    assert inscrire(guichet, PORTEUR).accepted
    refus = accorder(guichet)
    assert (refus.code, "signalée" in refus.detail) == ("StructureNonAdmise", True)
    assert etats(guichet) == {BUS: "RESERVEE"}

    apprendre(guichet.service, labellisee(BUS))

    assert accorder(guichet).accepted
    assert etats(guichet) == {BUS: "ACCORDEE"}


def test_un_label_suspendu_laisse_l_aide_reservee_et_ne_la_donne_pas_a_041(
    guichet: Component,
) -> None:
    apprendre(guichet.service, labellisee(BUS))
    inscrire(guichet, PORTEUR)
    apprendre(guichet.service, fin(LabelSuspendu, BUS))
    assert accorder(guichet).code == "StructureNonAdmise"
    assert etats(guichet) == {BUS: "RESERVEE"}

    apprendre(guichet.service, fin(LabelRetabli, BUS))
    assert accorder(guichet).accepted


@pytest.mark.parametrize("kind", [LabelRetire, StructureFermee, StructuresFusionnees])
def test_un_label_qui_cesse_avant_l_accord_libere_la_reservation_c_7_10(
    guichet: Component, kind: type[Contract]
) -> None:
    """La règle est citée, et rien n'est annoncé d'une aide que nul n'a eue."""
    apprendre(guichet.service, labellisee(BUS))
    inscrire(guichet, PORTEUR)

    apprendre(guichet.service, fin(kind, BUS))

    assert etats(guichet) == {BUS: "LIBEREE"}
    [liberee] = faits(guichet, EnveloppeItinerance.ReservationLiberee)
    assert "ADMISSION-BUS-2019" in liberee.provenance["regles"]
    assert liberee.raison in ("structure privée de son label", "structure fermée")
    assert to_contract(liberee) is None
    enveloppe = vue(guichet)
    assert enveloppe and enveloppe["engage_centimes"] == 0


def test_un_bus_qui_attend_est_raye_quand_son_label_cesse_c_7_10(guichet: Component) -> None:
    """Le suivant, et non lui, prend ce qui se libère."""
    attendent = remplir(guichet, DEUXIEME, TROISIEME)
    assert [etats(guichet)[each] for each in attendent] == ["EN_ATTENTE", "EN_ATTENTE"]

    apprendre(guichet.service, fin(LabelRetire, DEUXIEME))
    assert liberer(guichet).accepted

    dit = etats(guichet)
    assert (dit[BUS], dit[DEUXIEME], dit[TROISIEME]) == ("LIBEREE", "RAYEE", "RESERVEE")
    assert len(faits(guichet, BusRaye)) == 1


def test_une_fusion_annulee_rend_son_label_au_bus_et_son_canton_pourvu_c_7_17(
    guichet: Component,
) -> None:
    """Sa place est perdue : il se réinscrit, ou la Banque l'inscrit."""
    apprendre(guichet.service, labellisee(BUS))
    apprendre(guichet.service, fin(StructuresFusionnees, BUS))
    refus = inscrire(guichet, PORTEUR)
    territoire = guichet.service.load(Territoire, Territoire.create_id("15"))
    assert refus.code == "StructureNonAdmise"
    assert territoire and not territoire.cantons

    apprendre(guichet.service, fin(FusionAnnulee, BUS))

    assert inscrire(guichet, PORTEUR).accepted
    territoire = guichet.service.load(Territoire, Territoire.create_id("15"))
    assert territoire and territoire.cantons == {BUS: CANTON}


def remplir(guichet: Component, *attendent: UUID) -> tuple[UUID, ...]:
    """L'enveloppe entière réservée, BUS le premier, puis ceux-ci, qui attendent."""
    aides = [BUS, *(UUID(int=1000 + n) for n in range(99))]
    for bus in (*aides, *attendent):
        apprendre(guichet.service, labellisee(bus))
        assert inscrire(guichet, BANQUE, bus).accepted
    return attendent


def test_l_aide_accordee_reste_due_la_premiere_annee_quand_le_label_cesse_a_041_tmr_09(
    guichet: Component,
) -> None:
    """La règle est citée, et l'histoire de la structure le dit."""
    apprendre(guichet.service, labellisee(BUS))
    inscrire(guichet, PORTEUR)
    accorder(guichet)

    apprendre(guichet.service, fin(LabelRetire, BUS))

    assert etats(guichet) == {BUS: "ACCORDEE"}
    [maintenue] = faits(guichet, AideBusMaintenue)
    assert "ADMISSION-BUS-2019" in maintenue.provenance["regles"]
    phrases = [each["phrase"] for each in history(guichet.model, BUS, None)]
    assert any(each.startswith("Aide au bus maintenue") for each in phrases)


def test_une_structure_n_est_aidee_que_par_un_programme_inv_11(
    guichet: Component, clock: SimulatedClock
) -> None:
    """Libérée du premier, elle peut l'être par l'autre."""
    apprendre(guichet.service, labellisee(BUS))
    inscrire(guichet, PORTEUR)
    accorder(guichet)
    clock.advance(clock.now().replace(year=2021, month=10, day=15))
    assert inscrire(guichet, PORTEUR, programme=TROISIEME_APPEL).accepted
    clock.advance(clock.now().replace(month=11, day=6))
    assert attribuer(guichet, TROISIEME_APPEL).accepted
    le, programme = date(2021, 12, 1), TROISIEME_APPEL

    refus = accorder(guichet, le, programme=programme)

    assert (refus.code, "ITINERANCE-2020" in refus.detail) == ("AideDejaObtenue", True)
    assert liberer(guichet).accepted
    assert accorder(guichet, le, programme=programme).accepted


def test_un_porteur_ne_complete_pas_son_dossier_lui_meme_x_09(guichet: Component) -> None:
    apprendre(guichet.service, labellisee(BUS))
    inscrire(guichet, PORTEUR)
    assert demander(guichet, CompleterDossierBus, PORTEUR, BUS).code == "RoleNonAutorise"

"""Le relevé : ce qui est dû, notifié et versé, et des totaux qui tombent juste."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given as pour
from hypothesis import strategies as st

from console.execution.embedded import InProcessBus
from services.funding.component import build
from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.domain.versement import ForfaitVerse
from services.funding.forfait.rules.cloture import RegleCloture
from services.funding.forfait.rules.regles import charger_regles
from services.funding.forfait.rules.ventilation import ventiler
from services.funding.itinerance.commands import AccorderAideBus, InscrireBus, LibererReservation
from services.funding.itinerance.domain.enveloppe import EnveloppeItinerance
from services.funding.publishing import to_contract
from services.funding.releve.questions.postes import Montants, Poste, par_fonds, somme
from services.funding.releve.questions.releve import (
    Releve,
    aides_de,
    en_texte,
    lignes,
    postes_de,
    relever,
)
from services.funding.versements.commands import NotifierForfait, VerserForfait
from services.funding.versements.questions import forfaits_verses
from shared.clock import SimulatedClock
from shared.contracts import Contract
from shared.contracts.labellisation import LabelRetire, StructureLabellisee
from shared.contracts.structure import TypePorteur
from shared.log.contract_fields import subject_of
from shared.log.readers import recorded_after
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Envelope
from shared.personal_data.master_keys import new_master_key
from shared.rules.dated import Rules
from shared.runtime.component import Component
from shared.runtime.settings import embedded
from tests.contracts.language import sample
from tests.horloge import attendre

MODELE = StructureLabellisee.read(sample("StructureLabellisee.v1"))
AGENCE = Acteur(role="AGENCE_NATIONALE", id="ANCT")
BANQUE = Acteur(role="BANQUE_DES_TERRITOIRES", id="Banque des territoires")
PART = 15_000_00
LE = date(2021, 3, 1)
MONTANTS = st.integers(0, 10**9)
PARTS = st.dictionaries(st.sampled_from(["FNADT", "FNFS", "FPNPT"]), MONTANTS, max_size=3)


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


def recevoir(component: Component, message: Contract | Command) -> None:
    reponse = component.service.receive(Envelope.starting(message))
    assert reponse.accepted, reponse.detail


def label_id(rang: int) -> UUID:
    return UUID(int=700 + rang)


def labelliser(component: Component, rang: int, departement: str = "15", **dit: Any) -> None:
    """La structure de ce rang, le 1er janvier 2021."""
    porteur: TypePorteur = dit.pop("porteur", "COLLECTIVITE")
    format = dit.pop("format", "FIXE")
    fiche = {"nom": f"Maison {rang}", "departement": departement, "porteur_type": porteur}
    fait = MODELE.model_copy(
        update={
            "message_id": uuid5(label_id(rang), "label"),
            "structure_id": UUID(int=rang),
            "label_id": label_id(rang),
            "date_effet": dit.pop("le", date(2021, 1, 1)),
            "fiche": MODELE.fiche.model_copy(update=fiche | {"format": format}),
        }
    )
    recevoir(component, fait)


def demander(component: Component, kind: type[Command], rang: int, **dit: Any) -> None:
    champs = {"structure_id": UUID(int=rang), "label_id": label_id(rang), "annee": 2021, **dit}
    message_id = uuid5(label_id(rang), f"{kind.__name__} {dit}")
    recevoir(component, kind.model_validate({"message_id": message_id, "acteur": AGENCE} | champs))


def verser(component: Component, rang: int, reference: str, fonds: str, montant: int) -> None:
    dit = {"reference": reference, "fonds": fonds, "montant_centimes": montant, "le": LE}
    demander(component, VerserForfait, rang, **dit)


def retirer(component: Component, rang: int) -> None:
    fait = LabelRetire.read(sample("LabelRetire.v1")).model_copy(
        update={
            "message_id": uuid5(label_id(rang), "retrait"),
            "structure_id": UUID(int=rang),
            "label_id": label_id(rang),
            "date_effet": date(2021, 6, 30),
        }
    )
    recevoir(component, fait)


def a_jour(component: Component) -> Component:
    bus = InProcessBus([])
    readers = [*component.readers(bus), *component.timed(bus)]
    while sum(reader.run() for reader in readers):
        pass
    return component


def faits(component: Component, kind: type[Any]) -> list[Any]:
    return [each for _, each in recorded_after(component.service, 0) if isinstance(each, kind)]


def evenement_id(event: Any) -> str:
    """L'identifiant sous lequel il s'annonce."""
    annonce = to_contract(event)
    assert annonce
    return str(annonce.message_id)


def evenement(component: Component, kind: type[Any], rang: int) -> str:
    """Le seul de cette sorte au sujet de cette structure."""
    [seul] = [each for each in faits(component, kind) if subject_of(each) == UUID(int=rang)]
    return evenement_id(seul)


def releve(component: Component, departement: str | None = None) -> Releve:
    return relever(a_jour(component).model, 2021, departement)


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

    assert [each.nom for each in releve(component, "48").postes] == ["Maison 2"]
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


@st.composite
def un_poste(draw: st.DrawFn) -> Poste:
    """Tel qu'une source peut en donner : les parts, si elles sont connues, font le dû."""
    parts, du = draw(PARTS), draw(MONTANTS)
    notifie = draw(MONTANTS)
    notifiees = ventiler(notifie, draw(PARTS))
    return Poste(
        aide="FORFAIT",
        annee=2021,
        structure_id=str(draw(st.uuids())),
        nom=draw(st.sampled_from("ABC")),
        departement=draw(st.sampled_from(["15", "48"])),
        etat="OUVERT",
        du=du,
        regles=("R",),
        evenement_id=str(draw(st.uuids())),
        parts=ventiler(du, parts),
        notifie=notifie,
        parts_notifiees=notifiees,
        verses=draw(PARTS),
    )


@pour(st.lists(un_poste(), max_size=6))
def test_la_somme_des_lignes_des_fonds_et_des_postes_est_la_meme(postes: list[Poste]) -> None:
    """Ventilé et non ventilé font le tout ; ce qui manque et ce qui est en trop s'équilibrent."""
    dit = Releve(2021, None, tuple(postes), 0)
    texte = en_texte(dit)
    for nom in ("du", "notifie", "verse", "reste", "trop_percu"):
        des_lignes = sum(ligne[nom] for ligne in texte["lignes"])
        des_fonds = sum(each[nom] for each in texte["par_fonds"].values())
        assert des_lignes == des_fonds == texte["ensemble"][nom] == getattr(dit.ensemble, nom)
    assert sum(each.du for each in postes) == dit.ensemble.du
    assert sum(each.notifie for each in postes) == dit.ensemble.notifie
    assert sum(sum(each.verses.values()) for each in postes) == dit.ensemble.verse
    tout = dit.ensemble
    assert tout.du - tout.verse == tout.reste - tout.trop_percu
    assert par_fonds(postes) == par_fonds(postes[::-1])
    assert somme(each.montants for each in postes) == tout


@pour(un_poste())
def test_ce_qu_un_fonds_a_verse_est_a_sa_ligne(poste: Poste) -> None:
    for ligne in lignes(poste):
        assert ligne["verse"] == poste.verses.get(ligne["fonds"], 0)
        assert min(ligne[nom] for nom in ("du", "notifie", "verse", "reste", "trop_percu")) >= 0
        assert ligne["evenement_id"] == poste.evenement_id

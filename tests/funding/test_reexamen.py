"""Un droit refusé ou en attente s'ouvre quand le barème, ou le porteur, le donne (D.3)."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest

from services.funding.forfait.commands import ReexaminerDroits
from services.funding.forfait.rules.bareme import Bareme, LigneBareme
from services.funding.forfait.rules.regles import ReglesDuForfait, charger_regles
from services.funding.publishing import to_contract
from shared.contracts.funding import DroitAuForfaitOuvert, DroitEnAttente
from shared.messages.actors import Acteur
from shared.messages.envelope import Envelope, Outcome
from shared.rules.periods import Period
from tests.funding.calendrier import LABEL, Calendrier, labellisee, le, porteur_change, retire
from tests.funding.faits import decides

AGENCE = Acteur(role="AGENCE_NATIONALE", id="ANCT")
PARTS = {"FNADT": 22_500_00, "FNFS": 17_500_00}


def avec(*lignes: LigneBareme) -> ReglesDuForfait:
    """Le barème livré, dont ces lignes remplacent celles de leur identifiant."""
    livrees = charger_regles()
    autres = [x for x in livrees.bareme.lignes if x.id not in {each.id for each in lignes}]
    return replace(livrees, bareme=Bareme(livrees.bareme.id, (*autres, *lignes)))


def ligne(id: str, annee: int, **dit: Any) -> LigneBareme:
    periode = Period(date(annee, 1, 1), date(annee, 12, 31))
    return LigneBareme(
        id=id,
        en_vigueur=periode,
        vaut="DATE_DITE",
        montant_centimes=40_000_00,
        source=("arrêté (exemple)",),
        **dit,
    )


PUBLIEE = ligne("FORFAIT-2024-HORS-POSTE", 2024, statut="SRC", parts_centimes=PARTS)
ANNONCEE = ligne("FORFAIT-2025", 2025, statut="ANNONCE")


def reexaminer(calendrier: Calendrier, rang: int = 1, **dit: Any) -> Outcome:
    demande = {"acteur": AGENCE, "structure_id": LABEL.structure_id, "label_id": LABEL.label_id}
    id = uuid5(LABEL.label_id, f"examen {rang} {dit}")
    commande = ReexaminerDroits.model_validate({"message_id": id, **demande, **dit})
    return calendrier.funding.receive(Envelope.starting(commande))


@pytest.fixture
def en_2026(calendrier: Calendrier) -> Calendrier:
    """Un label de 2020, le 1er mars 2026 : 2024 et 2026 attendent, 2025 est refusé."""
    calendrier.apprendre(labellisee(date(2020, 1, 1)))
    calendrier.jusqu_au(date(2026, 3, 1))
    return calendrier


def test_un_droit_en_attente_s_ouvre_quand_le_bareme_le_donne_et_garde_son_histoire_d_3_a032(
    en_2026: Calendrier,
) -> None:
    en_2026.funding.given = {"regles": avec(PUBLIEE)}
    assert reexaminer(en_2026, annee=2024).accepted

    assert en_2026.etats()[2024] == ("OUVERT", 40_000_00)
    attente, ouvert = [each for each in decides(en_2026.funding) if each.annee == 2024]
    annonces = to_contract(attente), to_contract(ouvert)
    assert isinstance(annonces[0], DroitEnAttente) and isinstance(annonces[1], DroitAuForfaitOuvert)
    assert annonces[1].parts_centimes == PARTS
    assert ouvert.provenance["regles"] == ["FORFAIT-2024-HORS-POSTE"]
    assert (ouvert.provenance["role"], ouvert.provenance["acteur"]) == ("AGENCE_NATIONALE", "ANCT")


def test_sans_annee_tous_les_droits_du_label_sont_examines_d_3(en_2026: Calendrier) -> None:
    en_2026.funding.given = {"regles": avec(PUBLIEE, ANNONCEE)}
    assert reexaminer(en_2026).accepted
    assert {annee: etat for annee, (etat, _) in en_2026.etats().items() if annee > 2023} == {
        2024: "OUVERT",
        2025: "EN_ATTENTE",
        2026: "EN_ATTENTE",
    }


def test_sans_rien_de_nouveau_l_examen_est_refuse_et_dit_pourquoi_d_3(en_2026: Calendrier) -> None:
    refus = reexaminer(en_2026, annee=2025)
    assert (refus.accepted, refus.code) == (False, "DroitInchange")
    assert "aucun montant" in refus.detail

    en_2026.funding.given = {"regles": avec(PUBLIEE)}
    assert reexaminer(en_2026, annee=2024).accepted
    encore = reexaminer(en_2026, 2, annee=2024)
    assert (encore.code, "déjà décidé" in encore.detail) == ("DroitInchange", True)


def test_un_porteur_renseigne_apres_coup_ouvre_le_droit_refuse_d_3_a032(
    calendrier: Calendrier,
) -> None:
    calendrier.apprendre(labellisee(date(2023, 2, 1), "NON_RENSEIGNE"))
    assert calendrier.etats() == {2023: ("REFUSE", 0)}
    assert reexaminer(calendrier, annee=2023).code == "DroitInchange"

    calendrier.apprendre(porteur_change(date(2023, 9, 1), "ASSOCIATION"))
    assert calendrier.etats() == {2023: ("REFUSE", 0)}
    assert reexaminer(calendrier, 2, annee=2023).accepted
    assert calendrier.etats() == {2023: ("OUVERT", 35_000_00)}


def test_le_droit_attendu_d_un_label_qui_cesse_s_ouvre_et_se_clot_pour_ce_qui_en_est_du_c_7_16(
    calendrier: Calendrier,
) -> None:
    calendrier.apprendre(labellisee(date(2023, 1, 1)))
    calendrier.jusqu_au(date(2024, 6, 30))
    calendrier.apprendre(retire(date(2024, 6, 30)))
    assert calendrier.etats()[2024] == ("CLOS", 0)

    calendrier.funding.given = {"regles": avec(PUBLIEE)}
    assert reexaminer(calendrier, annee=2024).accepted
    assert calendrier.etats()[2024] == ("CLOS", 40_000_00)


def test_un_label_inconnu_ou_d_une_autre_structure_n_a_aucun_droit_a_examiner(
    en_2026: Calendrier,
) -> None:
    assert reexaminer(en_2026, label_id=UUID(int=9)).code == "Introuvable"
    assert reexaminer(en_2026, structure_id=UUID(int=9)).code == "Introuvable"


@pytest.mark.parametrize("role", ["PREFET", "PORTEUR", "BANQUE_DES_TERRITOIRES"])
def test_seule_l_agence_nationale_fait_examiner_un_droit(en_2026: Calendrier, role: str) -> None:
    acteur = {"role": role, "id": "essai", "departement": "15", "structure_id": LABEL.structure_id}
    assert not reexaminer(en_2026, annee=2025, acteur=acteur).accepted


def test_l_examen_a_la_date_de_la_demande(en_2026: Calendrier) -> None:
    en_2026.funding.given = {"regles": avec(PUBLIEE)}
    assert reexaminer(en_2026, annee=2024, survenu_le=le(date(2026, 2, 1))).accepted
    assert decides(en_2026.funding)[-1].provenance["survenu_le"] == le(date(2026, 2, 1))

"""Le droit au forfait, raconté par ses faits, puis tel qu'un label appris l'ouvre (A-032)."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.rules.bareme import RefusDroit
from services.funding.publishing import to_contract
from shared.contracts.funding import DroitAuForfaitOuvert, DroitAuForfaitRefuse, DroitEnAttente
from shared.contracts.labellisation import StructureLabellisee
from shared.contracts.structure import Designation, Origine, TypePorteur
from shared.recording.application import Service
from tests.contracts.language import sample
from tests.funding.faits import DROIT, LABEL, OUVERT, STRUCTURE, apprendre
from tests.gwt import fact, specification

given = specification(DroitAuForfait)

MESSAGE = StructureLabellisee.read(sample("StructureLabellisee.v1"))
REFUSE: dict[str, Any] = {
    "label_id": LABEL,
    "annee": 2025,
    "structure": STRUCTURE,
    "raison": "aucun montant",
}
REFUS = RefusDroit("aucun montant", ("FORFAIT_FONCTIONNEMENT",))
POSTE, HORS_POSTE = ["FORFAIT-2020-POSTE"], ["FORFAIT-2020-HORS-POSTE"]


def labellisee(jour: date, porteur: TypePorteur, **dit: Any) -> StructureLabellisee:
    origine: Origine = dit.pop("origine", "CREATION")
    fiche = MESSAGE.fiche.model_copy(update={"porteur_type": porteur, "origine": origine})
    return MESSAGE.model_copy(update={"date_effet": jour, "fiche": fiche} | dit)


def test_un_droit_ouvert_dit_son_montant_ses_parts_et_ses_regles() -> None:
    given().when(DroitAuForfait.decider, LABEL, 2020, STRUCTURE, DROIT).then(
        fact(DroitAuForfait.DroitOuvert, **OUVERT)
    )


def test_un_droit_refuse_dit_pourquoi_et_ne_porte_aucun_montant() -> None:
    given().when(DroitAuForfait.decider, LABEL, 2025, STRUCTURE, REFUS).then(
        fact(DroitAuForfait.DroitRefuse, **REFUSE)
    )


def test_un_droit_par_label_et_par_annee() -> None:
    identites = [
        DroitAuForfait.create_id(label, annee)
        for label in (LABEL, UUID(int=6))
        for annee in (2020, 2021)
    ]
    assert len(set(identites)) == 4
    assert DroitAuForfait.create_id(LABEL, 2020) == identites[0]


@pytest.mark.parametrize(
    ("jour", "porteur", "montant", "parts", "regles"),
    [
        (date(2020, 1, 1), "COLLECTIVITE", 30_000_00, {"FNADT": 15_000_00, "FNFS": 15_000_00},
         HORS_POSTE),
        (date(2022, 12, 31), "MSA", 30_000_00, {"FNADT": 15_000_00, "FNFS": 15_000_00},
         HORS_POSTE),
        (date(2020, 1, 1), "LA_POSTE", 30_000_00, {"FPNPT": 26_000_00, "FNFS": 4_000_00}, POSTE),
        (date(2022, 12, 31), "LA_POSTE", 30_000_00, {"FPNPT": 26_000_00, "FNFS": 4_000_00}, POSTE),
        (date(2021, 7, 1), "NON_RENSEIGNE", 30_000_00, {}, HORS_POSTE + POSTE),
        (date(2023, 1, 1), "ASSOCIATION", 35_000_00, {"FNADT": 20_000_00, "FNFS": 15_000_00},
         ["FORFAIT-2023-HORS-POSTE"]),
    ],
)  # fmt: skip
def test_un_label_ouvre_le_forfait_de_sa_date_d_effet_en_centimes_a032_inv_17(
    funding: Service,
    jour: date,
    porteur: TypePorteur,
    montant: int,
    parts: dict[str, int],
    regles: list[str],
) -> None:
    [ouvert] = apprendre(funding, labellisee(jour, porteur))

    assert isinstance(ouvert, DroitAuForfait.DroitOuvert)
    assert (ouvert.montant_centimes, ouvert.parts_centimes) == (montant, parts)
    assert sum(ouvert.parts_centimes.values()) in (montant, 0)
    assert (ouvert.label_id, ouvert.annee) == (MESSAGE.label_id, jour.year)
    assert ouvert.regles == ouvert.provenance["regles"] == regles
    annonce = to_contract(ouvert)
    assert isinstance(annonce, DroitAuForfaitOuvert)
    assert annonce.structure == Designation.of(MESSAGE.fiche)
    assert (annonce.structure_id, annonce.montant_centimes) == (MESSAGE.structure_id, montant)


@pytest.mark.parametrize(
    ("jour", "porteur", "regles", "mots"),
    [
        (date(2019, 12, 31), "COLLECTIVITE", ["FORFAIT_FONCTIONNEMENT"], "31/12/2019"),
        (date(2025, 1, 1), "COLLECTIVITE", ["FORFAIT_FONCTIONNEMENT"], "01/01/2025"),
        (date(2023, 1, 1), "LA_POSTE", ["FORFAIT_FONCTIONNEMENT"], "portée par La Poste"),
        (date(2023, 1, 1), "NON_RENSEIGNE", ["FORFAIT-2023-HORS-POSTE"], "n'est pas renseigné"),
    ],
)
def test_un_label_que_le_bareme_ne_paie_pas_est_refuse_avec_sa_raison_inv_17(
    funding: Service, jour: date, porteur: TypePorteur, regles: list[str], mots: str
) -> None:
    [refuse] = apprendre(funding, labellisee(jour, porteur))

    assert isinstance(refuse, DroitAuForfait.DroitRefuse)
    assert mots in refuse.raison
    assert (refuse.annee, refuse.provenance["regles"]) == (jour.year, regles)
    annonce = to_contract(refuse)
    assert isinstance(annonce, DroitAuForfaitRefuse) and annonce.raison == refuse.raison


@pytest.mark.parametrize(
    ("jour", "porteur", "possible", "regles", "mots"),
    [
        (date(2024, 1, 1), "MSA", 40_000_00, ["FORFAIT-2024-HORS-POSTE"], "sans sa ventilation"),
        (date(2026, 1, 1), "PIMMS", 50_000_00, ["FORFAIT-2026-HORS-POSTE"], "annoncé"),
    ],
)
def test_une_ligne_seulement_annoncee_ouvre_un_droit_en_attente_jamais_un_silence_a032_inv_17(
    funding: Service, jour: date, porteur: TypePorteur, possible: int, regles: list[str], mots: str
) -> None:
    [attendu] = apprendre(funding, labellisee(jour, porteur))

    assert isinstance(attendu, DroitAuForfait.DroitEnAttente)
    annonce = to_contract(attendu)
    assert isinstance(annonce, DroitEnAttente)
    assert (annonce.montant_centimes, annonce.parts_centimes) == (possible, {})
    assert (annonce.annee, annonce.attend, annonce.regles) == (jour.year, "BAREME", regles)
    assert mots in annonce.raison
    assert attendu.provenance["regles"] == regles


@pytest.mark.parametrize("jour", [date(2021, 12, 31), date(2022, 1, 1)])
def test_une_ancienne_msap_labellisee_a_le_forfait_meme_apres_sa_garantie_a037_x03(
    funding: Service, jour: date
) -> None:
    """INV-12 : la garantie de 25 000 € s'éteint, le label seul ouvre les 30 000 €."""
    [ouvert] = apprendre(funding, labellisee(jour, "COLLECTIVITE", origine="MSAP"))
    assert (ouvert.montant_centimes, ouvert.regles) == (30_000_00, HORS_POSTE)


@pytest.mark.parametrize(
    ("message_id", "mois"),
    [(MESSAGE.message_id, 1), (UUID(int=8), 1), (UUID(int=8), 12)],
    ids=["le même message", "un autre message", "un autre mois de la même année"],
)
@pytest.mark.parametrize("jour", [date(2020, 1, 1), date(2025, 1, 1)], ids=["ouvert", "refusé"])
def test_un_label_redit_n_ouvre_ni_ne_refuse_deux_droits(
    funding: Service, jour: date, message_id: UUID, mois: int
) -> None:
    fait = labellisee(jour, "COLLECTIVITE")
    redit = {"message_id": message_id, "date_effet": jour.replace(month=mois)}
    premier = apprendre(funding, fait)

    assert apprendre(funding, fait.model_copy(update=redit), fait) == premier
    assert len(premier) == 1


def test_le_porteur_corrige_apres_coup_ne_rouvre_pas_le_droit_de_l_annee(funding: Service) -> None:
    poste = labellisee(date(2020, 1, 1), "LA_POSTE", message_id=UUID(int=8))
    [ouvert] = apprendre(funding, labellisee(date(2020, 1, 1), "COLLECTIVITE"), poste)
    assert ouvert.parts_centimes == {"FNADT": 15_000_00, "FNFS": 15_000_00}


def test_deux_labels_ouvrent_deux_droits(funding: Service) -> None:
    autre = {"message_id": UUID(int=8), "label_id": LABEL}
    jour = date(2020, 1, 1)
    ouverts = apprendre(funding, labellisee(jour, "MSA"), labellisee(jour, "MSA", **autre))
    assert [each.label_id for each in ouverts] == [MESSAGE.label_id, LABEL]

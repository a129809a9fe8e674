"""Le financement, du label appris à la décision retenue (A-032, INV-17)."""

from datetime import date
from typing import Any

import pytest

from services.funding.forfait.domain.droit import DroitAuForfait
from shared.contracts.labellisation import StructureLabellisee
from shared.contracts.structure import TypePorteur
from shared.messages.envelope import Envelope
from shared.recording.application import Service
from tests.contracts.language import sample

LABEL = StructureLabellisee.read(sample("StructureLabellisee.v1"))


def labellisee(date_effet: date, porteur: TypePorteur) -> StructureLabellisee:
    fiche = LABEL.fiche.model_copy(update={"porteur_type": porteur})
    return LABEL.model_copy(update={"date_effet": date_effet, "fiche": fiche})


def decision(funding: Service, fait: StructureLabellisee) -> Any:
    assert funding.receive(Envelope.starting(fait)).accepted
    droit_id = DroitAuForfait.create_id(fait.label_id, fait.date_effet.year)
    [stored] = funding.recorder.select_events(droit_id)
    return funding.mapper.to_domain_event(stored)


def test_un_label_de_2020_ouvre_le_forfait_et_cite_sa_ligne(funding: Service) -> None:
    """A-032, INV-17."""
    ouvert = decision(funding, labellisee(date(2020, 1, 1), "COLLECTIVITE"))
    assert isinstance(ouvert, DroitAuForfait.DroitOuvert)
    assert (ouvert.montant_centimes, ouvert.annee) == (3_000_000, 2020)
    assert ouvert.provenance["regles"] == ["FORFAIT-2020-HORS-POSTE"]


@pytest.mark.parametrize(
    ("date_effet", "porteur", "regles", "raison"),
    [
        (
            date(2023, 6, 1),
            "NON_RENSEIGNE",
            ["FORFAIT-2023-HORS-POSTE"],
            "dépend du type de porteur",
        ),
        (date(2025, 6, 1), "ASSOCIATION", ["FORFAIT_FONCTIONNEMENT"], "aucun montant"),
        (date(2023, 6, 1), "LA_POSTE", ["FORFAIT_FONCTIONNEMENT"], "aucun montant"),
    ],
)
def test_un_droit_refuse_dit_pourquoi_et_cite_les_regles_qui_le_refusent(
    funding: Service, date_effet: date, porteur: TypePorteur, regles: list[str], raison: str
) -> None:
    """INV-17 ; faute de ligne, c'est le barème qui est cité."""
    refuse = decision(funding, labellisee(date_effet, porteur))
    assert isinstance(refuse, DroitAuForfait.DroitRefuse)
    assert raison in refuse.raison
    assert refuse.provenance["regles"] == regles


def test_un_label_entendu_deux_fois_n_ouvre_qu_un_droit(funding: Service) -> None:
    fait = labellisee(date(2020, 1, 1), "COLLECTIVITE")
    decision(funding, fait)
    decision(funding, fait.model_copy(update={"message_id": LABEL.label_id}))

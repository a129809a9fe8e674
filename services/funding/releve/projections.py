"""De quoi nommer qui reçoit une aide, et les aides aux bus accordées, en centimes d'euro."""

from collections.abc import Iterator

from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.forfait.domain.suites import DroitPorteParLaSurvivante
from services.funding.itinerance.domain.enveloppe import EnveloppeItinerance
from services.funding.suivi.domain.structure import StructureSuivie
from shared.log.contract_fields import message_id, subject_of
from shared.log.readers import Projection
from shared.statements import Statement

BENEFICIAIRES = """CREATE TABLE IF NOT EXISTS beneficiaires (
    structure_id TEXT PRIMARY KEY, nom TEXT NOT NULL, departement TEXT NOT NULL)"""
BUS = """CREATE TABLE IF NOT EXISTS bus_aides (
    programme TEXT NOT NULL, structure_id TEXT NOT NULL, annee INTEGER NOT NULL,
    financeur TEXT NOT NULL, du_centimes BIGINT NOT NULL, evenement_id TEXT NOT NULL,
    PRIMARY KEY (programme, structure_id))"""
NAME = """INSERT INTO beneficiaires VALUES (:structure_id, :nom, :departement)
    ON CONFLICT (structure_id) DO UPDATE SET nom = excluded.nom,
    departement = excluded.departement"""
NAME_UNKNOWN = """INSERT INTO beneficiaires VALUES (:structure_id, :nom, :departement)
    ON CONFLICT (structure_id) DO NOTHING"""
GRANT = """INSERT INTO bus_aides VALUES (:programme, :structure_id, :annee, :financeur,
    :du_centimes, :evenement_id)"""
RELEASE = "DELETE FROM bus_aides WHERE programme = :programme AND structure_id = :structure_id"

RELEVE = Projection("releve", {"beneficiaires": BENEFICIAIRES, "bus_aides": BUS})
NOMMENT = (
    *(DroitAuForfait.DroitOuvert, DroitAuForfait.DroitRefuse, DroitAuForfait.DroitEnAttente),
    *(StructureSuivie.LabelSuivi, StructureSuivie.PorteurAppris),
)
"""Les faits qui désignent leur structure."""
Nomme = (
    DroitAuForfait.DroitOuvert
    | DroitAuForfait.DroitRefuse
    | DroitAuForfait.DroitEnAttente
    | StructureSuivie.LabelSuivi
    | StructureSuivie.PorteurAppris
)


@RELEVE.on(*NOMMENT)
def _nomme(event: Nomme) -> Iterator[Statement]:
    lieu = {"nom": event.structure["nom"], "departement": event.structure["departement"]}
    yield NAME, {**lieu, "structure_id": str(subject_of(event))}


@RELEVE.on(DroitPorteParLaSurvivante)
def _porte(event: DroitPorteParLaSurvivante) -> Iterator[Statement]:
    """C.7-17 : qui n'a jamais eu de label n'est connu que par ce qu'il porte."""
    nom, departement = event.structure["nom"], event.structure["departement"]
    survivante = {"structure_id": str(event.survivante_id), "nom": f"survivante de « {nom} »"}
    yield NAME_UNKNOWN, {**survivante, "departement": departement}


@RELEVE.on(EnveloppeItinerance.AideBusAccordee)
def _accordee(event: EnveloppeItinerance.AideBusAccordee) -> Iterator[Statement]:
    """L'année est celle du premier jour aidé."""
    yield (
        GRANT,
        {
            "programme": event.programme,
            "structure_id": str(event.structure_id),
            "annee": int(event.du[:4]),
            "financeur": event.financeur,
            "du_centimes": event.montant_centimes,
            "evenement_id": str(message_id(event)),
        },
    )


@RELEVE.on(EnveloppeItinerance.ReservationLiberee)
def _liberee(event: EnveloppeItinerance.ReservationLiberee) -> Iterator[Statement]:
    yield RELEASE, {"programme": event.programme, "structure_id": str(event.structure_id)}

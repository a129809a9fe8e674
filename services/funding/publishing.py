"""From what the service remembers to what it tells: one pure function."""

from functools import singledispatch
from typing import Any

from services.funding.forfait.domain import suites, versement
from services.funding.forfait.domain.droit import DroitAuForfait
from services.funding.garantie.domain.annulation import GarantieMSAPRendue
from services.funding.garantie.domain.fins import GarantieMSAPClose as Close
from services.funding.garantie.domain.garantie import GarantieMSAP
from services.funding.itinerance.domain.enveloppe import EnveloppeItinerance
from shared.contracts import Contract
from shared.contracts.funding import (
    AideBusAccordee,
    AideBusLiberee,
    DroitAuForfaitOuvert,
    DroitAuForfaitRefuse,
    DroitClos,
    DroitEnAttente,
    DroitPorteParLaSurvivante,
    DroitRetabli,
    DroitSuspendu,
    FinancementMSAPExpire,
    ForfaitNotifie,
    ForfaitVerse,
    GarantieMSAPClose,
    GarantieMSAPEnregistree,
    TropPercuConstate,
)
from shared.log.contract_fields import envelope_of, facts_of


@singledispatch
def to_contract(event: Any) -> Contract | None:
    """The contract that tells other services this event, or None."""
    return None


@to_contract.register(DroitAuForfait.DroitOuvert)
@to_contract.register(DroitAuForfait.DroitOuvertApresCoup)
def _ouvert(event: Any) -> DroitAuForfaitOuvert:
    return DroitAuForfaitOuvert(**envelope_of(event), **facts_of(event))


@to_contract.register(DroitAuForfait.DroitRefuse)
@to_contract.register(DroitAuForfait.DroitRefuseApresCoup)
def _refuse(event: Any) -> DroitAuForfaitRefuse:
    return DroitAuForfaitRefuse(**envelope_of(event), **facts_of(event))


@to_contract.register(DroitAuForfait.DroitEnAttente)
@to_contract.register(DroitAuForfait.DroitMisEnAttente)
def _en_attente(event: Any) -> DroitEnAttente:
    return DroitEnAttente(**envelope_of(event), **facts_of(event))


@to_contract.register
def _suspendu(event: suites.DroitSuspendu) -> DroitSuspendu:
    return DroitSuspendu(**envelope_of(event), **facts_of(event))


@to_contract.register
def _retabli(event: suites.DroitRetabli) -> DroitRetabli:
    return DroitRetabli(**envelope_of(event), **facts_of(event))


@to_contract.register
def _porte(event: suites.DroitPorteParLaSurvivante) -> DroitPorteParLaSurvivante:
    return DroitPorteParLaSurvivante(**envelope_of(event), **facts_of(event))


@to_contract.register
def _clos(event: DroitAuForfait.DroitClos) -> DroitClos:
    return DroitClos(**envelope_of(event), **facts_of(event))


@to_contract.register
def _notifie(event: versement.ForfaitNotifie) -> ForfaitNotifie:
    return ForfaitNotifie(**envelope_of(event), **facts_of(event))


@to_contract.register
def _verse(event: versement.ForfaitVerse) -> ForfaitVerse:
    return ForfaitVerse(**envelope_of(event), **facts_of(event))


@to_contract.register
def _garantie(event: GarantieMSAP.GarantieMSAPEnregistree) -> GarantieMSAPEnregistree | None:
    """Une garantie reprise après son terme n'est plus à annoncer, ni sa fin."""
    if event.reprise:
        return None
    left_out = {"porteur_type", "reprise", "fichier", "ligne"}
    return GarantieMSAPEnregistree(**envelope_of(event), **facts_of(event, without=left_out))


@to_contract.register
def _garantie_close(event: Close) -> GarantieMSAPClose | None:
    if event.reprise:
        return None
    return GarantieMSAPClose(**envelope_of(event), **facts_of(event, without={"reprise"}))


@to_contract.register
def _garantie_rendue(event: GarantieMSAPRendue) -> GarantieMSAPClose:
    """De la survivante, rien n'est plus dû ; la garantie de l'absorbée est annoncée de nouveau."""
    return GarantieMSAPClose(**envelope_of(event), **facts_of(event))


@to_contract.register
def _garantie_expiree(event: GarantieMSAP.FinancementMSAPExpire) -> FinancementMSAPExpire | None:
    if event.reprise:
        return None
    label = {"label_le": event.label_le or None}
    told = {**facts_of(event, without={"reprise"}), **label}
    return FinancementMSAPExpire(**envelope_of(event), **told)


@to_contract.register
def _trop_percu(event: versement.TropPercuConstate) -> TropPercuConstate:
    return TropPercuConstate(**envelope_of(event), **facts_of(event))


@to_contract.register
def _aide_accordee(event: EnveloppeItinerance.AideBusAccordee) -> AideBusAccordee:
    return AideBusAccordee(**envelope_of(event), **facts_of(event))


@to_contract.register
def _aide_liberee(event: EnveloppeItinerance.ReservationLiberee) -> AideBusLiberee | None:
    """Une réservation libérée avant l'accord n'a été annoncée à personne."""
    if not event.accordee:
        return None
    return AideBusLiberee(**envelope_of(event), **facts_of(event, without={"accordee"}))

"""L'aide aux bus : une fonction par demande."""

from datetime import date, datetime

from services.funding.itinerance.application.admission import (
    verifier_accord,
    verifier_closes,
    verifier_date,
    verifier_format,
    verifier_inscription,
)
from services.funding.itinerance.application.situations import suivie, territoires
from services.funding.itinerance.commands import (
    AccorderAideBus,
    AttribuerAidesBus,
    CompleterDossierBus,
    InscrireBus,
    LibererReservation,
)
from services.funding.itinerance.domain.attribution import attribuer, completer
from services.funding.itinerance.domain.enveloppe import EnveloppeItinerance
from services.funding.itinerance.rules.programme import Programme, admission, programme
from shared.clock import paris_date
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository
from shared.refusal import RefusDuMoment
from shared.typographie import jour_long


class PremiereAnneePassee(RefusDuMoment):
    """L'aide ne vaut que la première année (TMR-09)."""


HANDLERS = Handlers("itinerance")


@HANDLERS.on(InscrireBus)
def inscrire_bus(
    commande: InscrireBus, repository: Repository, survenu_le: datetime, enregistre_le: datetime
) -> None:
    """A-042, TMR-06 : un courrier a la date que dit qui l'a reçu ; un porteur ne la choisit pas."""
    regle = programme(commande.programme)
    recu_le = enregistre_le if commande.acteur.role == "PORTEUR" else survenu_le
    verifier_date(regle, recu_le)
    verifier_format(regle, commande.format)
    connue = suivie(repository, commande.structure_id)
    verifier_inscription(connue, commande.format, admission(paris_date(enregistre_le)))
    id = EnveloppeItinerance.create_id(regle.id)
    enveloppe = repository.load(EnveloppeItinerance, id) or EnveloppeItinerance.ouvrir(regle)
    enveloppe.inscrire(commande.structure_id, commande.format, recu_le)
    repository.save(enveloppe)


@HANDLERS.on(CompleterDossierBus)
def completer_dossier(
    commande: CompleterDossierBus, repository: Repository, survenu_le: datetime
) -> None:
    """D.2 : la date du dossier complet est celle que dit qui l'a reçu."""
    enveloppe = _enveloppe(repository, programme(commande.programme))
    completer(enveloppe, commande.structure_id, survenu_le)
    repository.save(enveloppe)


@HANDLERS.on(AttribuerAidesBus)
def attribuer_aides(
    commande: AttribuerAidesBus, repository: Repository, enregistre_le: datetime
) -> None:
    """D.2, X-09 : tous les courriers saisis, la Banque des territoires arrête le classement."""
    regle = programme(commande.programme)
    verifier_closes(regle, enregistre_le)
    enveloppe = _enveloppe(repository, regle)
    par_territoire = enveloppe.ordre == "PRIORITE_TERRITOIRE_NON_POURVU"
    connus = territoires(repository, enveloppe) if par_territoire else {}
    attribuer(enveloppe, commande.graine, connus)
    repository.save(enveloppe)


@HANDLERS.on(AccorderAideBus)
def accorder_aide_bus(
    commande: AccorderAideBus, repository: Repository, jour: date, enregistre_le: datetime
) -> None:
    """A-041, TMR-09, INV-11."""
    regle = programme(commande.programme)
    fin = regle.dernier_jour(commande.mise_en_service)
    if fin < jour:
        raise PremiereAnneePassee(
            f"La première année a fini le {jour_long(fin)}.", selon=[regle.id]
        )
    enveloppe = _enveloppe(repository, regle)
    enveloppe.accorder(commande.structure_id, commande.mise_en_service, fin)
    du_jour = admission(paris_date(enregistre_le))
    connue = verifier_accord(suivie(repository, commande.structure_id), du_jour)
    connue.obtenir(regle.id)
    repository.save(enveloppe, connue)


@HANDLERS.on(LibererReservation)
def liberer_reservation(commande: LibererReservation, repository: Repository) -> None:
    """C.7-10."""
    regle = programme(commande.programme)
    enveloppe = _enveloppe(repository, regle)
    enveloppe.liberer(commande.structure_id, commande.raison)
    connue = suivie(repository, commande.structure_id)
    if connue:
        connue.rendre(regle.id)
    repository.save(enveloppe, connue)


def _enveloppe(repository: Repository, regle: Programme) -> EnveloppeItinerance:
    id = EnveloppeItinerance.create_id(regle.id)
    return repository.load_or_refuse(EnveloppeItinerance, id)

"""Un fait appris devient autant de courriels qu'il a de destinataires."""

from typing import Protocol

from eventsourcing.utils import EnvType

from services.notifications.courriels.commands import (
    ConstaterRefus,
    ConstaterRemise,
    ConstaterReport,
    RetenterCourriel,
)
from services.notifications.courriels.domain import Courriel
from services.notifications.courriels.policies.destinataires import Demande, demandes
from shared.clock import Clock
from shared.contracts import Contract
from shared.contracts.funding import DroitAuForfaitOuvert, DroitAuForfaitRefuse
from shared.contracts.labellisation import (
    AccordPrealableDemande,
    StructureLabellisee,
    StructureNonRetenue,
)
from shared.contracts.onboarding import (
    AnnexeEnAttente,
    AnnexeStructureGeneree,
    ApplicationsOuvertes,
    LienInscriptionEnvoye,
)
from shared.personal_data.encryption import Keys
from shared.recording.legacy import LegacyService, handles
from shared.recording.provenance import current


class Annuaire(Protocol):
    """Où écrire aux autorités."""

    def adresse(self, role: str, departement: str | None) -> str | None: ...


class Notifications(LegacyService):
    name = "notifications"

    def __init__(self, env: EnvType | None, clock: Clock, keys: Keys, annuaire: Annuaire) -> None:
        super().__init__(env, clock, keys)
        self.annuaire = annuaire

    @handles(AccordPrealableDemande)
    @handles(StructureLabellisee)
    @handles(StructureNonRetenue)
    @handles(DroitAuForfaitOuvert)
    @handles(DroitAuForfaitRefuse)
    @handles(LienInscriptionEnvoye)
    @handles(ApplicationsOuvertes)
    @handles(AnnexeStructureGeneree)
    @handles(AnnexeEnAttente)
    def prevenir(self, fait: Contract) -> None:
        """Un courriel par partie ; sans adresse, l'impossibilité est retenue, jamais tue."""
        courriels = [self._courriel(fait, demande) for demande in demandes(fait)]
        self.save(*courriels)

    @handles(ConstaterRemise)
    def constater_remise(self, commande: ConstaterRemise) -> None:
        courriel = self.load_or_refuse(Courriel, commande.courriel_id)
        courriel.remettre(commande.identifiant)
        self.save(courriel)

    @handles(ConstaterRefus)
    def constater_refus(self, commande: ConstaterRefus) -> None:
        courriel = self.load_or_refuse(Courriel, commande.courriel_id)
        courriel.refuser(commande.raison)
        self.save(courriel)

    @handles(ConstaterReport)
    def constater_report(self, commande: ConstaterReport) -> None:
        courriel = self.load_or_refuse(Courriel, commande.courriel_id)
        courriel.reporter(commande.raison, current().enregistre_le)
        self.save(courriel)

    @handles(RetenterCourriel)
    def retenter(self, commande: RetenterCourriel) -> None:
        courriel = self.load_or_refuse(Courriel, commande.courriel_id)
        courriel.redemander()
        self.save(courriel)

    def _courriel(self, fait: Contract, demande: Demande) -> Courriel:
        structure = demande.structure
        adresse = (
            structure.courriel
            if demande.role == "PORTEUR"
            else self.annuaire.adresse(demande.role, structure.departement)
        )
        if not adresse:
            return Courriel.sans_adresse(
                fait.message_id, demande.role, fait.structure_id, demande.gabarit
            )
        return Courriel.demander(
            fait_id=fait.message_id,
            destinataire=demande.role,
            structure_id=fait.structure_id,
            gabarit=demande.gabarit,
            adresse=adresse,
            variables=demande.variables,
        )

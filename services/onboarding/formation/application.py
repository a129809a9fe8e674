"""Charger, décider, enregistrer : une méthode par intention."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from services.onboarding.formation.commands import (
    ConstaterPresence,
    ConvoquerAgents,
    DemiJournee,
    MobiliserSalle,
    NoterDeroulement,
    PlanifierSession,
    ValiderModule,
)
from services.onboarding.formation.domain.session import SessionFormation, planifiee
from services.onboarding.formation.domain.structure import AgentInconnu, FormationStructure
from services.onboarding.formation.rules import (
    Bloc,
    Prestataire,
    charger_formation,
    programme_en_vigueur,
)
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.clock import paris_date
from shared.messages.actors import Acteur, Role
from shared.recording.citing import cite
from shared.recording.legacy import LegacyService, handles
from shared.recording.provenance import current
from shared.recording.repository import Introuvable
from shared.refusal import Refus

ATTESTE: dict[Role, Prestataire] = {
    "CNFPT": "CNFPT",
    "BANQUE_DES_TERRITOIRES": "BANQUE_DES_TERRITOIRES",
}


class BlocADistance(Refus):
    """Un bloc à distance ne se tient pas en session."""


class PresenceRequise(Refus):
    """Un module en présence ne se valide que par les présences constatées en session."""


class PrestataireEtranger(Refus):
    """Un module ne s'atteste que par qui le donne."""


class Formation(LegacyService):
    """Ce que le service de raccordement répond pour la formation des agents."""

    @handles(PlanifierSession)
    def planifier_session(self, commande: PlanifierSession) -> None:
        """A-111 : la session a la durée que le programme donne au bloc."""
        self.within(commande.departement)
        programme = programme_en_vigueur(paris_date(current().survenu_le))
        cite(programme.id)
        bloc = programme.bloc(commande.bloc)
        if bloc.mode != "PRESENTIEL":
            raise BlocADistance(f"Le bloc {bloc.code} se suit à distance.")
        session = planifiee(
            commande.departement,
            programme.id,
            bloc,
            commande.lieu,
            [str(each) for each in sorted(commande.demi_journees, key=chronologie)],
            commande.places,
        )
        if self.load(SessionFormation, session.id) is None:
            self.save(session)

    @handles(MobiliserSalle)
    def mobiliser_salle(self, commande: MobiliserSalle) -> None:
        """A-110."""
        session = self._session(commande.session_id)
        session.mobiliser(commande.ordinateurs, commande.videoprojecteur)
        self.save(session)

    @handles(ConvoquerAgents)
    def convoquer_agents(self, commande: ConvoquerAgents) -> None:
        """Tous les agents de la demande, ou aucun."""
        session = self._session(commande.session_id)
        raccordement = self._raccorde(commande.label_id, commande.structure_id)
        for agent_id in commande.agents:
            if agent_id not in raccordement.agents:
                raise AgentInconnu(f"Aucun agent {agent_id} n'est inscrit dans cette structure.")
            session.convoquer(agent_id, commande.label_id, commande.structure_id)
        self.save(session, self.formation_de(raccordement))

    @handles(ConstaterPresence)
    def constater_presence(self, commande: ConstaterPresence) -> None:
        """A-102, A-106 : toute la session suivie valide les modules de son bloc."""
        session = self._session(commande.session_id)
        bloc = self._bloc(session)
        formes = session.constater(str(commande.demi_journee), commande.presents)
        formations: dict[UUID, FormationStructure] = {}
        for agent_id in formes:
            label_id, _ = session.convoques[agent_id]
            formation = formations.get(label_id) or self._formation(label_id)
            source = f"session du {session.demi_journees[0]}"
            for module in bloc.modules:
                formation.valider(agent_id, module.code, source, self._inscrits(label_id))
            formations[label_id] = formation
        self.save(session, *formations.values())

    @handles(NoterDeroulement)
    def noter_deroulement(self, commande: NoterDeroulement) -> None:
        """A-113."""
        session = self._session(commande.session_id)
        le = paris_date(current().survenu_le)
        session.noter(commande.satisfaisant, commande.remarque, le)
        self.save(session)

    @handles(ValiderModule)
    def valider_module(self, commande: ValiderModule) -> None:
        """A-102, A-104, A-105 : les modules à distance sont obligatoires eux aussi."""
        raccordement = self._raccorde(commande.label_id, commande.structure_id)
        formation = self.formation_de(raccordement)
        programme = charger_formation().programme(formation.programme_de(commande.agent_id))
        cite(programme.id)
        if programme.bloc_de(commande.module).mode == "PRESENTIEL":
            raise PresenceRequise(f"{commande.module} se valide par les présences en session.")
        verifier_prestataire(commande.acteur, set(programme.prestataires(commande.module)))
        source = f"attesté par {commande.acteur.id}"
        formation.valider(commande.agent_id, commande.module, source, raccordement.agents)
        self.save(formation)

    def formation_de(self, raccordement: Raccordement) -> FormationStructure:
        """Celle de la structure, où chaque agent inscrit a son programme (INV-14)."""
        known = self.load(
            FormationStructure, FormationStructure.create_id(raccordement.label_id)
        ) or FormationStructure(raccordement.label_id, raccordement.structure_id)
        nouveaux = [each for each in raccordement.agents if each not in known.restants]
        if nouveaux:
            programme = programme_en_vigueur(paris_date(current().survenu_le))
            cite(programme.id)
            for agent_id in nouveaux:
                known.inscrire(agent_id, programme.id, [each.code for each in programme.modules])
        return known

    def _formation(self, label_id: UUID) -> FormationStructure:
        return self.load_or_refuse(FormationStructure, FormationStructure.create_id(label_id))

    def _inscrits(self, label_id: UUID) -> Collection[UUID]:
        return self.load_or_refuse(Raccordement, Raccordement.create_id(label_id)).agents

    def _session(self, session_id: UUID) -> SessionFormation:
        session = self.load_or_refuse(SessionFormation, session_id)
        self.within(session.departement)
        return session

    def _bloc(self, session: SessionFormation) -> Bloc:
        cite(session.programme)
        return charger_formation().programme(session.programme).bloc(session.bloc)

    def _raccorde(self, label_id: UUID, structure_id: UUID) -> Raccordement:
        raccordement = self.load_or_refuse(Raccordement, Raccordement.create_id(label_id))
        if raccordement.structure_id != structure_id:
            raise Introuvable(f"Le label {label_id} n'est pas celui de cette structure.")
        return raccordement


def chronologie(demi_journee: DemiJournee) -> tuple[date, bool]:
    return demi_journee.le, demi_journee.moment == "APRES_MIDI"


def verifier_prestataire(acteur: Acteur, prestataires: set[Prestataire]) -> None:
    if ATTESTE.get(acteur.role) not in prestataires:
        raise PrestataireEtranger(f"Ce module s'atteste par : {', '.join(sorted(prestataires))}.")

"""De quoi raconter : le programme entier en un processus, un temps simulé, et ceux qui agissent."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from console.acteurs import agence, auditeurs, prefecture
from console.contrats.refus import refus
from console.essai.agenda import Agenda
from console.essai.demo import engager
from console.essai.simulation import PREMIERE_VAGUE, Acteurs, ConstatEcrit
from console.execution.boite_locale import BoiteLocale
from console.execution.embedded import Programme
from console.imports.geographie import charger, lire_dossier
from services.audit.conduite.commands import ConclureAudit
from services.audit.missions.commands import DesignerEquipe
from services.audit.remarques.commands import FormulerRemarque
from services.labellisation.dossier.commands import (
    DonnerAccordPrealable,
    LabelliserStructure,
    RemonterStructure,
    SignalerStructure,
)
from services.onboarding.convention.rules.socle import charger_socle
from services.onboarding.formation.commands import (
    ConstaterPresence,
    ConvoquerAgents,
    MobiliserSalle,
    PlanifierSession,
    ValiderModule,
)
from services.onboarding.formation.rules import programme_en_vigueur
from shared.clock import PARIS, SimulatedClock
from shared.contracts import Contract
from shared.contracts.audit import AuditDeclenche
from shared.contracts.onboarding import (
    AgentInscrit,
    CompteStructureCree,
    LienInscriptionEnvoye,
    SessionFormationPlanifiee,
)
from shared.log.journal import history
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.messages.envelope import Outcome
from tests.journeys.parcours import ECHANTILLON

MAISON = uuid5(NAMESPACE_URL, "maison des estives")
JOURNEE = "9:00 - 12:00 / 13:30 - 17:00"
FICHE: dict[str, Any] = {
    "matricule": "15-01",
    "nom": "Maison des Estives",
    "departement": "15",
    "commune_insee": "15001",
    "porteur_type": "COLLECTIVITE",
    "courriel": "accueil@maison-estives.example",
    "horaires": dict.fromkeys(("lundi", "mardi", "mercredi", "jeudi", "vendredi"), JOURNEE),
}
CANTAL = prefecture("15")
CNFPT = Acteur(role="CNFPT", id="CNFPT")
BANQUE = Acteur(role="BANQUE_DES_TERRITOIRES", id="Banque des territoires")
PORTEUR = Acteur(role="PORTEUR", id="mairie", structure_id=MAISON)


class Recit:
    """Une structure du Cantal, et ce qu'on lui demande, jour après jour."""

    def __init__(self, programme: Programme, clock: SimulatedClock) -> None:
        self.programme, self.clock, self.demandes = programme, clock, 0
        self.faits: list[Contract] = []
        programme.observe(self.faits.append)
        self.acteurs = Acteurs(programme.signature, constats={})

    @property
    def maintenant(self) -> datetime:
        return self.clock.now()

    @property
    def agence(self) -> Acteur:
        return agence(self.maintenant.astimezone(PARIS).date())

    @property
    def auditeur(self) -> Acteur:
        membre = auditeurs("15")[0]
        return Acteur(role="AUDITEUR", id=membre.id, organisme=membre.organisme)

    def demander(self, kind: type[Command], acteur: Acteur, **dit: Any) -> Outcome:
        """Aujourd'hui, puis tout ce qui s'ensuit."""
        self.demandes += 1
        commande = kind(
            message_id=uuid5(NAMESPACE_URL, f"demande {self.demandes}"),
            acteur=acteur,
            survenu_le=self.maintenant,
            **({"structure_id": MAISON, **dit} if "structure_id" in kind.model_fields else dit),
        )
        return self.envoyer(commande)

    def envoyer(self, commande: Command) -> Outcome:
        reponse = self.programme.send(commande)
        self.programme.settle()
        known = refus(type(commande))
        assert reponse.accepted or reponse.code in known, "its contract does not say so"
        return reponse

    def obtenir(self, kind: type[Command], acteur: Acteur, **dit: Any) -> None:
        reponse = self.demander(kind, acteur, **dit)
        assert reponse.accepted, reponse.detail

    def attendre(self, jours: int) -> None:
        """Le temps passe, et les échéances viennent à leur date."""
        Agenda(self.programme, self.clock, self.maintenant + timedelta(days=jours)).run(
            lambda _: None
        )
        self.programme.settle()

    def remonter(self, structure_id: UUID = MAISON, **fiche: Any) -> None:
        declare = {"agents": 2, "etp": 2.0, "fichier": "abc", "ligne": 2}
        dite = {**FICHE, **fiche}
        self.obtenir(RemonterStructure, CANTAL, structure_id=structure_id, fiche=dite, **declare)
        self.acteurs.mesures[structure_id] = {"heures_semaine": 32.5, "jours_semaine": 5.0}

    def signaler(self) -> None:
        self.obtenir(SignalerStructure, CANTAL)

    def auditer(
        self,
        fautes: Mapping[str, str] = {},
        remarque: str = "",
        issue: str = "REMARQUES_MINEURES",
        rang: int = 0,
    ) -> Any:
        """Toute la visite, par un auditeur du corps de ce rang, jusqu'à sa conclusion."""
        fait = self.dernier(AuditDeclenche)
        ecrits = [ConstatEcrit(critere, dit) for critere, dit in fautes.items()]
        self.acteurs.constats = {str(FICHE["matricule"]): ecrits}
        membre = auditeurs("15")[rang]
        qui = Acteur(role="AUDITEUR", id=membre.id, organisme=membre.organisme)
        for jour, prevue in list(self.acteurs.reagir(fait)):
            self.clock.advance(jour)
            if isinstance(prevue, ConclureAudit) and remarque:
                texte = {"critere": "LOC-02", "texte": remarque}
                self.obtenir(FormulerRemarque, qui, audit_id=fait.audit_id, **texte)
            reponse = self.envoyer(_par(prevue, qui, membre, issue))
            assert reponse.accepted, reponse.detail
        return fait.audit_id

    def accorder(self, audit_id: UUID, structure_id: UUID = MAISON) -> None:
        dit = {"structure_id": structure_id, "audit_id": audit_id}
        self.obtenir(DonnerAccordPrealable, self.agence, **dit)

    def labelliser(self) -> Outcome:
        """À effet de la première vague, ou du lendemain si elle est passée."""
        effet = max(PREMIERE_VAGUE, (self.maintenant + timedelta(days=1)).date())
        return self.demander(LabelliserStructure, CANTAL, date_effet=effet)

    def jusqu_au_label(self) -> Any:
        """Remontée, signalement, audit, accord, label ; rend l'audit."""
        self.remonter()
        self.signaler()
        audit_id = self.auditer()
        self.accorder(audit_id)
        assert self.labelliser().accepted
        return audit_id

    def ouvrir_les_applications(self) -> None:
        for kind in (LienInscriptionEnvoye, CompteStructureCree):
            for jour, commande in list(self.acteurs.reagir(self.dernier(kind))):
                self.clock.advance(jour)
                assert self.envoyer(commande).accepted

    def former_les_agents(self, *agents: UUID) -> None:
        """Les sessions de chaque bloc en présence, puis les modules à distance."""
        sujet = {"label_id": self.dernier(CompteStructureCree).label_id}
        programme = programme_en_vigueur(self.maintenant.astimezone(PARIS).date())
        for bloc in programme.blocs:
            if bloc.mode == "PRESENTIEL":
                self._tenir_la_session(bloc.code, bloc.demi_journees, sujet, agents)
            else:
                for agent, module in product(agents, bloc.modules):
                    suivi = {**sujet, "agent_id": agent, "module": module.code}
                    qui = CNFPT if "CNFPT" in programme.prestataires(module.code) else BANQUE
                    self.obtenir(ValiderModule, qui, **suivi)

    def _tenir_la_session(
        self, bloc: str, combien: int, sujet: Mapping[str, UUID], agents: Sequence[UUID]
    ) -> None:
        demain = self.maintenant.astimezone(PARIS).date() + timedelta(days=1)
        quand = [
            {"le": demain + timedelta(days=rang // 2), "moment": ("MATIN", "APRES_MIDI")[rang % 2]}
            for rang in range(combien)
        ]
        lieu = {"departement": "15", "bloc": bloc, "lieu": "Aurillac", "places": 20}
        self.obtenir(PlanifierSession, CANTAL, **lieu, demi_journees=quand)
        session = {"session_id": self.dernier(SessionFormationPlanifiee).session_id}
        self.obtenir(MobiliserSalle, CANTAL, **session, ordinateurs=20, videoprojecteur=True)
        self.obtenir(ConvoquerAgents, CANTAL, **session, **sujet, agents=agents)
        self.attendre(combien)
        for moment in quand:
            presence = {**session, "demi_journee": moment, "presents": agents}
            self.obtenir(ConstaterPresence, CNFPT, **presence)

    def agents(self) -> list[UUID]:
        """Les agents de la structure, dans l'ordre de leur inscription."""
        siens = [fait for fait in self.faits if isinstance(fait, AgentInscrit)]
        return [fait.agent_id for fait in siens if fait.structure_id == MAISON]

    def etat(self, structure_id: UUID = MAISON) -> str:
        sql = f"SELECT etat FROM dossiers WHERE structure_id = '{structure_id}'"
        return str(self.programme.rows("labellisation", sql)[0]["etat"])

    def dernier(self, kind: type[Contract]) -> Any:
        return [fait for fait in self.faits if type(fait) is kind][-1]

    def annonces(self, kind: type[Contract]) -> int:
        return sum(type(fait) is kind for fait in self.faits)

    def evenements(self, structure_id: UUID = MAISON, service: str = "labellisation") -> list[str]:
        model = self.programme.components[service].model
        return [each["evenement"] for each in history(model, structure_id, None)]


def _par(prevue: Command, qui: Acteur, membre: Any, issue: str) -> Command:
    if isinstance(prevue, DesignerEquipe):
        return prevue.model_copy(update={"membres": [membre], "responsable": membre.id})
    if isinstance(prevue, ConclureAudit):
        return prevue.model_copy(update={"acteur": qui, "issue": issue})
    return prevue.model_copy(update={"acteur": qui}) if prevue.acteur.role == "AUDITEUR" else prevue


@contextmanager
def raconter(dossier: Path, debut: date = date(2019, 10, 1)) -> Iterator[Recit]:
    """Le programme à ses débuts : communes chargées, neuf opérateurs engagés dans le Cantal."""
    clock = SimulatedClock(datetime(debut.year, debut.month, debut.day, 9, tzinfo=PARIS))
    with BoiteLocale(dossier / "courriels") as boite:
        options = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(boite.port)}
        programme = Programme(dossier, clock, options)
        try:
            charger(programme.components["labellisation"], lire_dossier(ECHANTILLON, 2024))
            for operateur in charger_socle().en_vigueur(debut):
                assert programme.send(engager("15", operateur.code, debut)).accepted
            yield Recit(programme, clock)
        finally:
            programme.close()

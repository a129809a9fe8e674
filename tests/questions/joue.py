"""L'échantillon joué une fois, puis ce qu'il n'a pas : campagne, plan, session, demande, tirage."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from rich.progress import Progress as Bars

from console.acteurs import agence, auditeur, auditeurs, prefecture
from console.essai.demo import DEBUT, FIN, essai_de_l_echantillon, jouer
from console.essai.simulation import mission_de
from console.execution.embedded import Programme, keeping_emails
from console.progress import Progress
from services.audit.conduite.commands import AnnulerAudit, DebuterVisite, PlanifierVisite
from services.audit.missions.commands import DesignerEquipe
from services.audit.mysteres.commands import TirerVisitesMysteres
from services.audit.remarques.commands import FormulerRemarque
from services.funding.garantie.commands import EnregistrerGarantieMSAP
from services.funding.itinerance.commands import InscrireBus
from services.labellisation.dossier.commands import RemonterStructure, SignalerStructure
from services.labellisation.montee_en_gamme.commands import ActionPrevue, EtablirPlanDeMonteeEnGamme
from services.labellisation.territoire.commands import (
    AdopterPlan,
    Candidate,
    Objectif,
    OuvrirCampagne,
)
from services.notifications.webhooks.commands import AbonnerWebhook
from services.onboarding.formation.commands import (
    ConvoquerAgents,
    MobiliserSalle,
    PlanifierSession,
)
from services.onboarding.operateurs.commands import (
    DesignerReferent,
    EmettreSollicitation,
    RepondreSollicitation,
)
from services.onboarding.outils.commands import AutoriserDomaine, ReprendreActivite, SaisirActivite
from shared.clock import SimulatedClock
from shared.contracts.structure import Fiche
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from shared.questions.asking import Reponse, ask
from shared.runtime.component import Component

ECHANTILLON = Path(__file__).parents[2] / "console" / "echantillon"
CANTAL = "15"
BANQUE = Acteur(role="BANQUE_DES_TERRITOIRES", id="banque")
CNFPT = Acteur(role="CNFPT", id="cnfpt", organisme="CNFPT")
NOUVELLE = UUID(int=15_000)
MOTIF = "selon LOC-01@2019-07, dit par visiteur@example.org."
CHOIX = {
    "operateur": "CNAF",
    "theme": "FAMILLE",
    "canal": "ACCUEIL",
    "issue": "REGLEE",
    "duree": "COURTE",
}

LABELLISEES = """SELECT d.structure_id, s.label_id FROM dossiers d
    JOIN suivi_labels s ON s.structure_id = d.structure_id
    WHERE d.departement = '15' AND s.fin_le = '' ORDER BY d.matricule"""
BUS = """SELECT structure_id FROM dossiers WHERE format = 'BUS' AND date_effet <> ''
    ORDER BY matricule"""
REFUSEES = """SELECT structure_id FROM dossiers WHERE etat = 'NON_RETENUE' AND departement = '15'
    ORDER BY matricule"""


@dataclass(frozen=True)
class Joue:
    """Les cinq services, et ce que leurs questions demandent : une structure du Cantal, un bus."""

    components: Mapping[str, Component]
    ids: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.ids[name]


@contextmanager
def echantillon_joue(folder: Path) -> Iterator[Joue]:
    clock = SimulatedClock(DEBUT)
    with closing(Programme(folder, clock, keeping_emails(folder))) as programme:
        essai = essai_de_l_echantillon(ECHANTILLON, folder)
        jouer(essai, programme, clock, Progress(Bars(disable=True)))
        yield Joue(programme.components, Suites(programme, essai.tableau.lignes[0].fiche).jouees())


class Suites:
    """Des demandes de plus, chacune acceptée, et les identifiants que leurs réponses donnent."""

    def __init__(self, programme: Programme, fiche: Fiche) -> None:
        self.programme, self.fiche = programme, fiche
        self.ids: dict[str, str] = {}

    def jouees(self) -> dict[str, str]:
        self.reconnaitre()
        self.territoire()
        self.audits()
        self.aides()
        self.formation()
        self.outils()
        self.webhook()
        self.programme.settle()
        return self.ids

    def reconnaitre(self) -> None:
        """Deux structures labellisées du Cantal, et leurs audits ; une, refusée ; un bus."""
        labellisees = self.programme.rows("labellisation", LABELLISEES)
        for prefixe, dite in zip(("", "autre_"), labellisees, strict=False):
            structure = dite["structure_id"]
            self.ids |= {f"{prefixe}structure": structure, f"{prefixe}label": dite["label_id"]}
            self.ids[f"{prefixe}audit"] = self.audit_de(structure)
        [bus, *_] = self.programme.rows("labellisation", BUS)
        [refusee, *_] = self.programme.rows("labellisation", REFUSEES)
        self.ids |= {"bus": bus["structure_id"], "refusee": refusee["structure_id"]}

    def audit_de(self, structure_id: str) -> str:
        """Celui que la question dit."""
        [audit] = self.apprendre("audit", "audits", structure_id=structure_id)
        return str(audit["audit_id"])

    def apprendre(self, service: str, question: str, **demande: str) -> Any:
        """Ce que la question répond : de quoi faire une autre demande."""
        found = import_module(f"services.{service}.questions").QUESTIONS
        reponse = ask(self.programme.components[service], found, None, question, demande)
        assert isinstance(reponse, Reponse), reponse
        return reponse.contenu

    def demander(self, kind: type[Command], acteur: Acteur, **dit: Any) -> Mapping[str, Any]:
        message_id = uuid5(NAMESPACE_URL, f"{kind.__name__} {sorted(map(str, dit.items()))}")
        answer = self.programme.send(kind(message_id=message_id, acteur=acteur, **dit))
        assert answer.accepted, answer
        self.programme.settle()
        return answer.cree

    def territoire(self) -> None:
        prefet, jour = prefecture(CANTAL), FIN.date()
        campagne = {"code": "REMONTEE-2020-03", "nom": "Mars 2020", "vague": "VAGUE-2"}
        jours = {"ouverture": jour, "cloture": date(2020, 3, 31), "rappels": ()}
        created = self.demander(OuvrirCampagne, agence(jour), **campagne, **jours)
        self.ids["campagne"] = str(created["campagne_id"])
        fiche = self.fiche.model_copy(update={"nom": "Maison de Murat", "matricule": "15-99"})
        self.demander(
            RemonterStructure,
            prefet,
            structure_id=NOUVELLE,
            fiche=fiche,
            campagne_id=created["campagne_id"],
            fichier="",
            ligne=1,
        )
        candidate = Candidate(commune_insee="15138", echeance=date(2020, 12, 31))
        objectif = Objectif(echeance=date(2020, 12, 31), structures=10)
        plan = {"objectifs": (objectif,), "candidates": (candidate,), "sdaasp": "SDAASP 2017"}
        self.demander(AdopterPlan, prefet, departement=CANTAL, **plan)
        action = ActionPrevue(
            code="A1",
            libelle="Ouvrir une salle",
            criteres=["LOC-01"],
            responsable="mairie",
            echeance=date(2020, 6, 30),
        )
        self.demander(
            EtablirPlanDeMonteeEnGamme,
            prefecture(CANTAL),
            structure_id=UUID(self.ids["refusee"]),
            ecarts=["LOC-01"],
            actions=[action],
        )

    def audits(self) -> None:
        """Une remarque sur la nouvelle, un audit annulé, un tirage."""
        contre = {"exception": "ENCLAVEMENT", "motif": "route de montagne"}
        self.demander(SignalerStructure, prefecture(CANTAL), structure_id=NOUVELLE, **contre)
        about = {"structure_id": NOUVELLE, "audit_id": UUID(self.audit_de(str(NOUVELLE)))}
        visite = auditeur(CANTAL)
        equipe = [each for each in auditeurs(CANTAL) if each.id == visite.id]
        mission = {"mission_id": mission_de(CANTAL), "responsable": visite.id}
        self.demander(DesignerEquipe, agence(FIN.date()), **about, **mission, membres=equipe)
        self.demander(PlanifierVisite, visite, **about, le=FIN.date())
        self.demander(DebuterVisite, visite, **about)
        dite = {"critere": "LOC-01", "texte": "Ajoutez une signalétique."}
        created = self.demander(FormulerRemarque, visite, **about, **dite, motif=MOTIF)
        self.ids["remarque"] = str(created["remarque_id"])
        tirage = {"programme": "VM-2020", "le": FIN.date(), "nombre": 3, "graine": "0" * 64}
        created = self.demander(TirerVisitesMysteres, agence(FIN.date()), **tirage)
        self.ids["tirage"] = str(created["tirage_id"])
        about = {key: UUID(self.ids[f"autre_{key}"]) for key in ("audit", "structure")}
        annule = {"audit_id": about["audit"], "structure_id": about["structure"]}
        self.demander(AnnulerAudit, agence(FIN.date()), **annule, motif="conflit d'intérêts")

    def aides(self) -> None:
        bus = {"structure_id": UUID(self.ids["bus"]), "programme": "ITINERANCE-2020"}
        self.demander(InscrireBus, BANQUE, **bus, format="BUS")
        self.demander(
            EnregistrerGarantieMSAP,
            prefecture(CANTAL),
            structure_id=NOUVELLE,
            fiche=self.fiche,
            fichier="",
            ligne=2,
        )

    def formation(self) -> None:
        jours = [date(2020, 3, each) for each in (16, 16, 17, 17, 18)]
        moments = ("MATIN", "APRES_MIDI", "MATIN", "APRES_MIDI", "MATIN")
        demi_journees = [
            {"le": le, "moment": moment} for le, moment in zip(jours, moments, strict=True)
        ]
        session = {"bloc": "SOCLE", "lieu": "Aurillac", "demi_journees": demi_journees}
        prefet = prefecture(CANTAL)
        created = self.demander(PlanifierSession, prefet, departement=CANTAL, places=8, **session)
        self.ids["session"] = str(created["session_id"])
        salle = {"ordinateurs": 8, "videoprojecteur": True}
        self.demander(MobiliserSalle, CNFPT, session_id=created["session_id"], **salle)
        about = {key: UUID(self.ids[key]) for key in ("structure", "label", "session")}
        dites = self.apprendre("onboarding", "raccordement", structure_id=self.ids["structure"])
        self.ids["agent"] = dites[0]["agents"][0]["agent_id"]
        self.demander(
            ConvoquerAgents,
            CNFPT,
            **{f"{nom}_id": identifiant for nom, identifiant in about.items()},
            agents=[UUID(self.ids["agent"])],
        )

    def webhook(self) -> None:
        """Abonné par la console : son adresse n'est jamais jointe ici."""
        adresse = "https://donnees.example/faits"
        voulu = {"adresse": adresse, "services": ["labellisation"]}
        created = self.demander(AbonnerWebhook, agence(FIN.date()), **voulu)
        self.ids["webhook"] = str(created["webhook_id"])

    def outils(self) -> None:
        referent = {"operateur": "CAF", "genre": "BACK_OFFICE", "fonction": "conseiller"}
        adresse = {"courriel": "referent@caf.example.org"}
        prefet = prefecture(CANTAL)
        created = self.demander(DesignerReferent, prefet, departement=CANTAL, **referent, **adresse)
        self.ids["referent"] = str(created["referent_id"])
        about = {"structure_id": UUID(self.ids["structure"]), "label_id": UUID(self.ids["label"])}
        agent = Acteur(role="AGENT", id="agent 1", structure_id=about["structure_id"])
        demande = {"operateur": "CAF", "objet": "Un dossier perdu.", "mandat": True}
        created = self.demander(EmettreSollicitation, agent, **about, **demande)
        self.ids["sollicitation"] = str(created["sollicitation_id"])
        caf = Acteur(role="OPERATEUR", id="caf", organisme="CAF")
        self.demander(RepondreSollicitation, caf, **created, reponse="Le voici.")
        self.demander(SaisirActivite, agent, **about, choix=CHOIX)
        domaine = {"domaine": "caf.example.org", "libelle": "CAF", "responsable": "CNAF"}
        passages = {"du": date(2019, 1, 1), "au": date(2019, 6, 30), "passages": 12}
        self.demander(
            ReprendreActivite, BANQUE, structure_id=NOUVELLE, **passages, source="ancien outil"
        )
        self.demander(AutoriserDomaine, BANQUE, **domaine, accueil=True)

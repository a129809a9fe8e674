"""L'audit d'une structure : une visite, un constat par critère, une conclusion qui en découle."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.audit.conduite.domain import (
    conclusion,
    constats,
    contradictoire,
    declenchement,
    rapport,
    visite,
)
from services.audit.conduite.domain.conclusion import (
    a_constater,
    en_cause,
    synthese,
    verifier_constats,
    verifier_critere,
)
from services.audit.conduite.domain.constats import ConstatAbsent, Constats
from services.audit.conduite.domain.contradictoire import attend_le_porteur, verifier_reponse
from services.audit.conduite.domain.cycle import Etat, permettre
from services.audit.conduite.domain.visite import (
    EquipeManquante,
    verifier_date,
    verifier_membre,
    verifier_tiers,
)
from services.audit.referentiels.rules.referentiel import Referentiel
from shared.recording.aggregates import Aggregate


class Audit(Aggregate):
    """L'audit déclenché par un signalement : il garde le référentiel en vigueur ce jour-là.

    Chaque événement dit lui-même, dans son module, ce qu'il change (`apply`).
    """

    TOPIC = "audit.Audit"

    # The library finds the events of an aggregate by the names of its class.
    AuditDeclenche = declenchement.AuditDeclenche
    EquipeDesignee = visite.EquipeDesignee
    VisiteAuditPlanifiee = visite.VisiteAuditPlanifiee
    VisiteAuditReportee = visite.VisiteAuditReportee
    VisiteAuditDebutee = visite.VisiteAuditDebutee
    CritereConstate = constats.CritereConstate
    ConstatRectifie = constats.ConstatRectifie
    VisiteAuditClose = visite.VisiteAuditClose
    PhaseContradictoireOuverte = contradictoire.PhaseContradictoireOuverte
    ObservationsPorteurRecues = contradictoire.ObservationsPorteurRecues
    SilenceDuPorteurConstate = contradictoire.SilenceDuPorteurConstate
    AuditConcluant = conclusion.AuditConcluant
    AuditNonConcluant = conclusion.AuditNonConcluant
    ConclusionRemiseEnCause = conclusion.ConclusionRemiseEnCause
    RapportSigne = rapport.RapportSigne
    RapportAuditEtabli = rapport.RapportAuditEtabli
    AuditAnnule = declenchement.AuditAnnule

    @staticmethod
    def create_id(signalement_id: UUID, remplace: UUID | None = None) -> UUID:
        """Un audit par signalement ; un autre le remplace seulement s'il est annulé (INV-06)."""
        return uuid5(remplace or signalement_id, Audit.TOPIC)

    @event(AuditDeclenche)
    def __init__(
        self,
        signalement_id: UUID,
        structure_id: UUID,
        structure: dict[str, Any],
        mobile: bool,
        referentiel: str,
        a_constater: list[str],
        parties: list[str],
        remplace: UUID | None,
    ) -> None:
        self.signalement_id = signalement_id
        self.structure_id = structure_id
        self.structure = structure
        self.mobile = mobile
        self.referentiel = referentiel
        self.parties = set(parties)
        self.etat: Etat = "DECLENCHE"
        self.equipe: list[dict[str, str]] = []
        self.responsable, self.debutee_le, self.close_le = "", "", ""
        self.regles: dict[str, str] = {}
        self.visites: list[str] = []
        self.constats: Constats = {}
        self.rectifications = 0
        self.contradictoire, self.conclusion = dict[str, Any](), dict[str, Any]()
        self.en_cause: list[str] = []
        self.rapports: list[dict[str, Any]] = []

    @property
    def nom(self) -> str:
        return str(self.structure["nom"])

    @property
    def auditeurs(self) -> list[str]:
        return sorted({constat["auteur"] for constat in self.constats.values()})

    @property
    def ecartes(self) -> set[str]:
        """Qui n'auditera plus cette structure sur ce signalement (C.7-5)."""
        return self.parties | {*self.auditeurs, *(each["id"] for each in self.equipe)}

    def permettre(self, demande: str) -> None:
        """Refuse (`EtapeImpossible`) ce que l'état de l'audit ne permet pas."""
        permettre(demande, self.etat, self.nom)

    def verifier_auditeur(self, demande: str, par: str, responsable: bool = False) -> None:
        """Refuse aussi qui n'est pas de l'équipe ou, s'il faut l'être, n'en est pas responsable."""
        self.permettre(demande)
        verifier_tiers(self.nom, self.parties, par)
        chefs = [membre for membre in self.equipe if membre["id"] == self.responsable]
        verifier_membre(self.nom, chefs if responsable else self.equipe, par)

    def a_constater(self, referentiel: Referentiel) -> list[str]:
        """Les critères applicables sans constat d'un mode admis."""
        return a_constater(referentiel, self.mobile, self.constats)

    def designer_equipe(
        self, mission_id: UUID | None, membres: list[dict[str, str]], responsable: str, regle: str
    ) -> None:
        self.permettre("DesignerEquipe")
        verifier_tiers(self.nom, self.parties, *(membre["id"] for membre in membres))
        if (membres, responsable) != (self.equipe, self.responsable):
            dit = {"mission_id": mission_id, "membres": membres, "responsable": responsable}
            self.trigger_event(self.EquipeDesignee, **dit, regle=regle)

    def planifier(self, par: str, le: date, aujourd_hui: date) -> None:
        self.verifier_auditeur("PlanifierVisite", par)
        if not self.equipe:
            raise EquipeManquante(f"« {self.nom} » : désignez l'équipe d'abord (DesignerEquipe).")
        verifier_date(le, aujourd_hui)
        self.trigger_event(self.VisiteAuditPlanifiee, le=le.isoformat())

    def reporter(self, par: str, le: date, aujourd_hui: date, raison: str) -> None:
        self.verifier_auditeur("ReporterVisite", par)
        verifier_date(le, aujourd_hui)
        if le.isoformat() != self.visites[-1]:
            dit = {"prevue_le": self.visites[-1], "le": le.isoformat(), "raison": raison}
            self.trigger_event(self.VisiteAuditReportee, **dit)

    def debuter(self, par: str, aujourd_hui: date) -> None:
        self.verifier_auditeur("DebuterVisite", par)
        verifier_date(aujourd_hui, date.fromisoformat(self.visites[-1]))
        self.trigger_event(self.VisiteAuditDebutee, le=aujourd_hui.isoformat())

    def constater(self, referentiel: Referentiel, critere: str, **saisi: Any) -> None:
        """Le dernier constat d'un critère compte ; les précédents restent dans l'histoire."""
        self.verifier_auditeur("ConstaterCriteres", saisi["auteur"])
        self.constater_par_donnee(referentiel, critere, **saisi)

    def constater_par_donnee(self, referentiel: Referentiel, critere: str, **saisi: Any) -> None:
        """Ce que la donnée établit dès le déclenchement n'attend pas la visite."""
        verifier_critere(referentiel, self.mobile, critere, saisi["resultat"])
        self.trigger_event(self.CritereConstate, critere=critere, **saisi)

    def rectifier(self, referentiel: Referentiel, critere: str, raison: str, **saisi: Any) -> None:
        """INV-07 : un constat rectifié s'ajoute ; la conclusion qui changerait se dit (C.7-7)."""
        self.verifier_auditeur("RectifierConstat", saisi["auteur"])
        verifier_critere(referentiel, self.mobile, critere, saisi["resultat"])
        if critere not in self.constats:
            raise ConstatAbsent(f"{critere} n'a pas encore été constaté : constatez-le d'abord.")
        remplace = self.constats[critere]["rang"]
        self.trigger_event(
            self.ConstatRectifie, critere=critere, remplace=remplace, raison=raison, **saisi
        )
        if self.etat == "CONCLU":
            self._remettre_en_cause(referentiel, raison)

    def clore_visite(self, referentiel: Referentiel, par: str, le: str) -> None:
        """A-022 : chaque critère applicable a un constat, et aucun n'est resté non vérifié."""
        self.verifier_auditeur("CloreVisite", par)
        verifier_constats(referentiel, self.mobile, self.constats)
        self.trigger_event(self.VisiteAuditClose, le=le)

    def ouvrir_contradictoire(self, par: str, jusqu_au: str, silence: str, regle: str) -> None:
        self.verifier_auditeur("OuvrirContradictoire", par)
        self.trigger_event(
            self.PhaseContradictoireOuverte,
            signalement_id=self.signalement_id,
            jusqu_au=jusqu_au,
            silence=silence,
            regle=regle,
        )

    def presenter(self, par: str, texte: str, preuves: list[dict[str, Any]], le: str) -> None:
        self.permettre("PresenterObservations")
        dit = {"texte": texte, "preuves": preuves, "auteur": par, "le": le}
        self.trigger_event(self.ObservationsPorteurRecues, **dit)

    def constater_silence(self, silence: str) -> None:
        """TMR-14 : sans objet, si le porteur a répondu ou si l'audit n'attend plus rien."""
        if self.etat == "CONTRADICTOIRE" and attend_le_porteur(self.contradictoire):
            self.trigger_event(
                self.SilenceDuPorteurConstate,
                signalement_id=self.signalement_id,
                silence=silence,
            )

    def conclure(self, referentiel: Referentiel, par: str, issue: str, le: str) -> None:
        """Concluant si tout est constaté conforme ; une déclaration ne vaut rien (INV-04)."""
        if self.etat == "CONCLU":
            return
        self.verifier_auditeur("ConclureAudit", par, responsable=True)
        verifier_reponse(self.nom, self.contradictoire)
        verifier_constats(referentiel, self.mobile, self.constats)
        fautifs = en_cause(referentiel, self.mobile, self.constats)
        resume = synthese(self.id, referentiel, self.mobile, self.constats, le)
        if fautifs:
            self.trigger_event(
                self.AuditNonConcluant,
                signalement_id=self.signalement_id,
                **conclusion.motif_de(referentiel, fautifs),
                issue=issue,
                criteres=fautifs,
                synthese=resume,
            )
        else:
            self.trigger_event(
                self.AuditConcluant,
                signalement_id=self.signalement_id,
                auditeurs=self.auditeurs,
                synthese=resume,
            )

    def annuler(self, raison: str) -> None:
        """C.7-5 : ce que l'audit a établi ne vaut plus ; son histoire reste."""
        if self.etat != "ANNULE":
            self.trigger_event(self.AuditAnnule, signalement_id=self.signalement_id, raison=raison)

    def signer(self, par: str, rapport: dict[str, Any]) -> None:
        """Une version par état des constats : signer deux fois le même ne change rien."""
        self.verifier_auditeur("SignerRapport", par, responsable=True)
        if not self.rapports or self.rapports[-1]["rectifications"] != self.rectifications:
            self.trigger_event(
                self.RapportSigne,
                structure_id=self.structure_id,
                rang=len(self.rapports) + 1,
                rapport=rapport,
            )

    def etablir(self, rang: int, **fichier: Any) -> None:
        if "empreinte" not in self.rapports[rang - 1]:
            self.trigger_event(self.RapportAuditEtabli, rang=rang, **fichier)

    def _remettre_en_cause(self, referentiel: Referentiel, raison: str) -> None:
        fautifs = en_cause(referentiel, self.mobile, self.constats)
        if [each["code"] for each in fautifs] != self.en_cause:
            self.trigger_event(
                self.ConclusionRemiseEnCause,
                signalement_id=self.signalement_id,
                concluant=not fautifs,
                criteres=fautifs,
                raison=raison,
            )

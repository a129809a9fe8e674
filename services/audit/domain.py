"""L'audit d'une structure : un constat par critère, puis une conclusion qui en découle."""

from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.audit import conclusion, constats
from services.audit.conclusion import a_constater, en_cause, synthese, verifier_constats
from services.audit.constats import RESULTATS, ConstatAbsent, Constats, CritereInapplicable
from services.audit.referentiel import Referentiel
from shared.domain import Aggregate, Created, Refus
from shared.personal import contact, personal


class AuditClos(Refus):
    """Un audit conclu ne reçoit plus de constat : on le rectifie (INV-07)."""


class Audit(Aggregate):
    """L'audit déclenché par un signalement : il garde le référentiel en vigueur ce jour-là."""

    TOPIC = "audit.Audit"

    # The library finds the events of an aggregate by the names of its class.
    CritereConstate = constats.CritereConstate
    ConstatRectifie = constats.ConstatRectifie
    AuditConcluant = conclusion.AuditConcluant
    AuditNonConcluant = conclusion.AuditNonConcluant
    ConclusionRemiseEnCause = conclusion.ConclusionRemiseEnCause

    class AuditDeclenche(Created):
        """Audit déclenché par le signalement du préfet."""

        TOPIC = "audit.AuditDeclenche"
        PERSONNELLES = personal(contact, "structure.courriel")
        signalement_id: UUID
        structure_id: UUID
        structure: dict[str, Any]
        mobile: bool
        referentiel: str
        a_constater: list[str]

        def details(self) -> str:
            return f"({len(self.a_constater)} critères à constater sur place)"

    class AuditAnnule(Aggregate.Event):
        """Audit annulé."""

        TOPIC = "audit.AuditAnnule"
        signalement_id: UUID
        raison: str

        def details(self) -> str:
            return f"(« {self.raison} »)"

    @staticmethod
    def create_id(signalement_id: UUID) -> UUID:
        """Un audit par signalement, et un seul (INV-06)."""
        return uuid5(signalement_id, Audit.TOPIC)

    @event(AuditDeclenche)
    def __init__(
        self,
        signalement_id: UUID,
        structure_id: UUID,
        structure: dict[str, Any],
        mobile: bool,
        referentiel: str,
        a_constater: list[str],
    ) -> None:
        self.signalement_id = signalement_id
        self.structure_id = structure_id
        self.structure = structure
        self.mobile = mobile
        self.referentiel = referentiel
        self.constats: Constats = {}
        self.en_cause: list[str] = []
        self.est_conclu = False
        self.est_annule = False

    @property
    def auditeurs(self) -> list[str]:
        return sorted({constat["auteur"] for constat in self.constats.values()})

    def a_constater(self, referentiel: Referentiel) -> list[str]:
        """Les critères applicables sans constat d'un mode admis."""
        return a_constater(referentiel, self.mobile, self.constats)

    def constater(self, referentiel: Referentiel, critere: str, **saisi: Any) -> None:
        """Le dernier constat d'un critère compte ; les précédents restent dans l'histoire."""
        self._verifier_ouvert()
        if self.est_conclu:
            raise AuditClos(
                f"L'audit de « {self.structure['nom']} » est déjà conclu : "
                "un constat ne peut plus qu'être rectifié (RectifierConstat)."
            )
        self._verifier_critere(referentiel, critere, saisi["resultat"])
        self._critere_constate(critere, **saisi)

    def rectifier(self, referentiel: Referentiel, critere: str, raison: str, **saisi: Any) -> None:
        """INV-07 : un constat rectifié s'ajoute ; la conclusion qui changerait se dit (C.7-7)."""
        self._verifier_ouvert()
        self._verifier_critere(referentiel, critere, saisi["resultat"])
        if critere not in self.constats:
            raise ConstatAbsent(f"{critere} n'a pas encore été constaté : constatez-le d'abord.")
        remplace = self.constats[critere]["rang"]
        self._constat_rectifie(critere=critere, remplace=remplace, raison=raison, **saisi)
        if self.est_conclu:
            self._remettre_en_cause(referentiel, raison)

    def conclure(self, referentiel: Referentiel, issue: str, le: str) -> None:
        """Concluant si tout est constaté conforme ; une déclaration ne vaut rien (INV-04)."""
        if self.est_conclu:
            return
        self._verifier_ouvert()
        verifier_constats(referentiel, self.mobile, self.constats)
        fautifs = en_cause(referentiel, self.mobile, self.constats)
        resume = synthese(self.id, referentiel, self.mobile, self.constats, le)
        if not fautifs:
            self._audit_concluant(self.signalement_id, self.auditeurs, resume)
            return
        motif = referentiel.motif_principal(tuple(fautif["code"] for fautif in fautifs))
        libelle = referentiel.motif(motif).libelle
        self._audit_non_concluant(self.signalement_id, motif, libelle, issue, fautifs, resume)

    def annuler(self, raison: str) -> None:
        """C.7-5 : ce que l'audit a établi ne vaut plus ; son histoire reste."""
        if not self.est_annule:
            self._audit_annule(self.signalement_id, raison)

    def _remettre_en_cause(self, referentiel: Referentiel, raison: str) -> None:
        fautifs = en_cause(referentiel, self.mobile, self.constats)
        if [each["code"] for each in fautifs] != self.en_cause:
            self._conclusion_remise_en_cause(self.signalement_id, not fautifs, fautifs, raison)

    def _verifier_ouvert(self) -> None:
        if self.est_annule:
            raise AuditClos(f"L'audit de « {self.structure['nom']} » a été annulé.")

    def _verifier_critere(self, referentiel: Referentiel, critere: str, resultat: str) -> None:
        applicables = {applicable.code for applicable in referentiel.applicables(self.mobile)}
        if critere not in applicables or resultat == "NON_APPLICABLE":
            raise CritereInapplicable(
                f"{critere} ({RESULTATS[resultat]}) : le référentiel {referentiel.id} applique "
                f"à cette structure les critères {', '.join(sorted(applicables))}, "
                "tous obligatoires."
            )

    @event(CritereConstate)
    def _critere_constate(
        self,
        critere: str,
        resultat: str,
        mode: str,
        auteur: str,
        organisme: str,
        valeurs: dict[str, float],
        remarque: str,
    ) -> None:
        self._retenir(critere, resultat, mode, auteur, organisme, valeurs, remarque)

    @event(ConstatRectifie)
    def _constat_rectifie(
        self,
        critere: str,
        resultat: str,
        mode: str,
        auteur: str,
        organisme: str,
        valeurs: dict[str, float],
        remarque: str,
        remplace: int,
        raison: str,
    ) -> None:
        self._retenir(critere, resultat, mode, auteur, organisme, valeurs, remarque)

    def _retenir(
        self,
        critere: str,
        resultat: str,
        mode: str,
        auteur: str,
        organisme: str,
        valeurs: dict[str, float],
        remarque: str,
    ) -> None:
        self.constats[critere] = {
            "resultat": resultat,
            "mode": mode,
            "auteur": auteur,
            "organisme": organisme,
            "valeurs": valeurs,
            "remarque": remarque,
            "rang": self.version + 1,
        }

    @event(AuditConcluant)
    def _audit_concluant(
        self, signalement_id: UUID, auditeurs: list[str], synthese: dict[str, Any]
    ) -> None:
        self.est_conclu = True

    @event(AuditNonConcluant)
    def _audit_non_concluant(
        self,
        signalement_id: UUID,
        motif_principal: str,
        motif_libelle: str,
        issue: str,
        criteres: list[dict[str, str]],
        synthese: dict[str, Any],
    ) -> None:
        self.est_conclu = True
        self.en_cause = [each["code"] for each in criteres]

    @event(ConclusionRemiseEnCause)
    def _conclusion_remise_en_cause(
        self, signalement_id: UUID, concluant: bool, criteres: list[dict[str, str]], raison: str
    ) -> None:
        self.en_cause = [each["code"] for each in criteres]

    @event(AuditAnnule)
    def _audit_annule(self, signalement_id: UUID, raison: str) -> None:
        self.est_annule = True

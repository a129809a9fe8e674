"""L'audit d'une structure : un constat par critère, puis une conclusion qui en découle."""

from typing import Any
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.audit.referentiel import Referentiel
from shared.domain import Aggregate, Created, Refus
from shared.personal import contact, personal

RESULTATS = {
    "CONFORME": "conforme",
    "NON_CONFORME": "non conforme",
    "NON_APPLICABLE": "sans objet",
}
MODES = {
    "CONSTATE_SUR_SITE": "sur place",
    "CONSTATE_PAR_DONNEE": "d'après les données publiées",
    "DECLARE": "sur simple déclaration",
}


class AuditClos(Refus):
    """Un audit conclu ne reçoit plus de constat (INV-07)."""


class CritereInapplicable(Refus):
    """Le référentiel de cet audit ne connaît pas ce critère pour ce format de structure."""


class CriteresNonVerifies(Refus):
    """Un audit ne se conclut que si chaque critère applicable a été constaté (A-022)."""


class Audit(Aggregate):
    """L'audit déclenché par un signalement : il garde le référentiel en vigueur ce jour-là."""

    TOPIC = "audit.Audit"

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

    class CritereConstate(Aggregate.Event):
        """Critère constaté."""

        TOPIC = "audit.CritereConstate"
        critere: str
        resultat: str
        mode: str
        auteur: str
        organisme: str
        valeurs: dict[str, float]
        remarque: str

        def details(self) -> str:
            dit = f"{self.critere} : {RESULTATS[self.resultat]}, {MODES[self.mode]}"
            return f"{dit} : « {self.remarque} »" if self.remarque else dit

    class AuditConcluant(Aggregate.Event):
        """Audit concluant : tous les critères applicables sont respectés."""

        TOPIC = "audit.AuditConcluant"
        signalement_id: UUID
        auditeurs: list[str]
        synthese: dict[str, Any]

    class AuditNonConcluant(Aggregate.Event):
        """Audit non concluant."""

        TOPIC = "audit.AuditNonConcluant"
        signalement_id: UUID
        motif_principal: str
        motif_libelle: str
        issue: str
        criteres: list[dict[str, str]]
        synthese: dict[str, Any]

        def details(self) -> str:
            en_cause = ", ".join(f"{each['code']} {each['libelle']}" for each in self.criteres)
            return f"({self.motif_libelle} ; en cause : {en_cause})"

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
        self.constats: dict[str, dict[str, Any]] = {}
        self.est_conclu = False

    @property
    def auditeurs(self) -> list[str]:
        return sorted({constat["auteur"] for constat in self.constats.values()})

    def constater(
        self,
        referentiel: Referentiel,
        critere: str,
        resultat: str,
        mode: str,
        auteur: str,
        organisme: str,
        valeurs: dict[str, float],
        remarque: str,
    ) -> None:
        """Le dernier constat d'un critère compte ; les précédents restent dans l'histoire."""
        if self.est_conclu:
            raise AuditClos(f"L'audit de « {self.structure['nom']} » est déjà conclu.")
        applicables = {applicable.code for applicable in referentiel.applicables(self.mobile)}
        if critere not in applicables or resultat == "NON_APPLICABLE":
            raise CritereInapplicable(
                f"{critere} ({RESULTATS[resultat]}) : le référentiel {referentiel.id} applique "
                f"à cette structure les critères {', '.join(sorted(applicables))}, "
                "tous obligatoires."
            )
        self._critere_constate(critere, resultat, mode, auteur, organisme, valeurs, remarque)

    def conclure(self, referentiel: Referentiel, issue: str, le: str) -> None:
        """Concluant si tout est constaté conforme ; une déclaration ne vaut rien (INV-04)."""
        if self.est_conclu:
            return
        self._verifier_constats(referentiel)
        fautifs = [
            {
                "code": critere.code,
                "libelle": critere.libelle,
                "remarque": self.constats[critere.code]["remarque"],
            }
            for critere in referentiel.applicables(self.mobile)
            if self.constats[critere.code]["resultat"] == "NON_CONFORME"
        ]
        synthese = self._synthese(referentiel, le)
        if not fautifs:
            self._audit_concluant(self.signalement_id, self.auditeurs, synthese)
            return
        motif = referentiel.motif_principal(tuple(fautif["code"] for fautif in fautifs))
        libelle = referentiel.motif(motif).libelle
        self._audit_non_concluant(self.signalement_id, motif, libelle, issue, fautifs, synthese)

    def _verifier_constats(self, referentiel: Referentiel) -> None:
        manquants = self.a_constater(referentiel)
        if manquants:
            raise CriteresNonVerifies(
                f"Il reste {len(manquants)} critère(s) à constater sur site ou par donnée : "
                f"{', '.join(manquants)}. Une déclaration ne vaut pas constat."
            )

    def a_constater(self, referentiel: Referentiel) -> list[str]:
        """Les critères applicables sans constat d'un mode admis."""
        return [
            critere.code
            for critere in referentiel.applicables(self.mobile)
            if self.constats.get(critere.code, {}).get("mode") not in critere.modes_admis
        ]

    def _synthese(self, referentiel: Referentiel, le: str) -> dict[str, Any]:
        mesures: dict[str, float] = {}
        for constat in self.constats.values():
            mesures |= constat["valeurs"]
        return {
            "audit_id": str(self.id),
            "conclu_le": le,
            "referentiel": referentiel.id,
            "organismes": sorted({constat["organisme"] for constat in self.constats.values()}),
            "agents": int(mesures["effectif"]) if "effectif" in mesures else None,
            "etp": mesures.get("etp"),
            "constats": [
                {
                    "code": critere.code,
                    "libelle": critere.libelle,
                    "resultat": self.constats[critere.code]["resultat"],
                    "mode": self.constats[critere.code]["mode"],
                }
                for critere in referentiel.applicables(self.mobile)
            ],
        }

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
        self.constats[critere] = {
            "resultat": resultat,
            "mode": mode,
            "auteur": auteur,
            "organisme": organisme,
            "valeurs": valeurs,
            "remarque": remarque,
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

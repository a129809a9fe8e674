"""Le rapport : signé par le responsable de l'équipe, puis écrit, et désigné par son empreinte."""

from uuid import UUID

from services.audit.conduite.domain.audit import Audit
from services.audit.rapports.domain.contenu import Contenu
from shared.refusal import RefusDuMoment


class RapportNonSigne(RefusDuMoment):
    """Un rapport se signe avant d'être écrit."""


class RapportSigne(Audit.Event):
    TOPIC = "audit.RapportSigne"
    PHRASE = "Rapport d'audit signé par le responsable de l'équipe"
    structure_id: UUID
    rang: int
    rapport: Contenu

    def apply(self, audit: Audit) -> None:
        audit.rapports.append({"rang": self.rang, "rectifications": audit.rectifications})

    def details(self) -> str:
        return f"(version {self.rang})"


class RapportAuditEtabli(Audit.Event):
    TOPIC = "audit.RapportAuditEtabli"
    PHRASE = "Rapport d'audit établi"
    rang: int
    gabarit: str
    fichier: str
    empreinte: str
    taille: int

    def apply(self, audit: Audit) -> None:
        audit.rapports[self.rang - 1]["empreinte"] = self.empreinte

    def details(self) -> str:
        return f"(version {self.rang}, empreinte {self.empreinte[:12]}…)"


def signer(audit: Audit, par: str, rapport: Contenu) -> None:
    """Une version par état des constats : signer deux fois le même ne change rien."""
    audit.verifier_auditeur("SignerRapport", par, responsable=True)
    if not audit.rapports or audit.rapports[-1]["rectifications"] != audit.rectifications:
        audit.enregistrer(
            RapportSigne,
            selon=[rapport["referentiel"]["id"]],
            structure_id=audit.structure_id,
            rang=len(audit.rapports) + 1,
            rapport=rapport,
        )


def etablir(
    audit: Audit, rang: int, gabarit: str, fichier: str, empreinte: str, taille: int
) -> None:
    """Une version signée ne s'écrit qu'une fois."""
    if rang > len(audit.rapports):
        raise RapportNonSigne(f"Aucune version {rang} du rapport n'est signée.")
    if "empreinte" not in audit.rapports[rang - 1]:
        audit.enregistrer(
            RapportAuditEtabli,
            rang=rang,
            gabarit=gabarit,
            fichier=fichier,
            empreinte=empreinte,
            taille=taille,
        )

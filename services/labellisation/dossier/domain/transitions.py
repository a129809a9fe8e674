"""Les transitions d'un dossier : d'où, sur quelle demande, par quel fait (ADR 0021)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from services.labellisation.dossier.domain.dossier import Dossier, Fait
from services.labellisation.dossier.domain.etats import (
    CANDIDATES,
    ETATS,
    IMPORTABLES,
    SOUS_LABEL,
    VIVANTES,
    Etat,
)
from services.labellisation.dossier.domain.evenements import (
    candidature,
    changements,
    fusion,
    instruction,
    label,
    montee_en_gamme,
    reprise,
)
from shared.refusal import RefusDuMoment

Nature = Literal["DEMANDE", "FAIT", "ECHEANCE"]

DEMANDES = {
    "IdentifierStructure": "identifier la structure",
    "RemonterStructure": "remonter la structure",
    "EtablirPlanDeMonteeEnGamme": "établir un plan de montée en gamme",
    "AcheverAction": "achever une action du plan",
    "SignalerStructure": "signaler la structure",
    "DonnerAccordPrealable": "donner l'accord préalable",
    "RefuserAccordPrealable": "refuser l'accord préalable",
    "LabelliserStructure": "labelliser la structure",
    "ClasserAlerte": "classer une alerte",
    "OuvrirFranceServices": "ouvrir la France Services",
    "MettreEnDemeure": "mettre le porteur en demeure",
    "ConstaterMiseEnConformite": "constater la mise en conformité",
    "SuspendreLabel": "suspendre le label",
    "RetablirLabel": "rétablir le label",
    "RetirerLabel": "retirer le label",
    "RenoncerAuLabel": "renoncer au label",
    "ModifierHoraires": "modifier les horaires",
    "ChangerPorteur": "changer de porteur",
    "RattacherAntenne": "rattacher une antenne",
    "FermerStructure": "fermer la structure",
    "FusionnerStructures": "fusionner deux structures",
    "AnnulerFusion": "annuler une fusion",
}
REPRISES = {
    "ImporterStructure": "reprendre la structure d'une liste publiée",
    "ConstaterAbsence": "constater son absence d'une liste publiée",
}
"""Ce qu'une liste publiée dit d'une structure que le programme n'instruit pas encore (A-131)."""
FAITS = {
    "AuditDeclenche": "audit déclenché",
    "AuditConcluant": "audit concluant",
    "AuditNonConcluant": "audit non concluant",
    "AuditAnnule": "audit annulé",
    "RemarquesIntegralementLevees": "remarques intégralement levées",
    "ConclusionRemiseEnCause": "conclusion remise en cause",
    "ApplicationsOuvertes": "applications ouvertes",
    "AlerteQualiteEmise": "alerte sur la qualité",
}
ECHEANCES = {
    "ConstaterFinDePriorite": "fin de la fenêtre de priorité",
    "ConstaterFinDeDelai": "fin du délai de mise en demeure",
}

INTITULES = {**DEMANDES, **REPRISES, **FAITS, **ECHEANCES}


class TransitionInterdite(RefusDuMoment):
    """L'état du dossier ne permet pas cette demande (voir la table des transitions)."""


@dataclass(frozen=True)
class Transition:
    """`depuis` vide : le dossier naît. `evenement` vide : déjà fait, rien ne change.

    `en_suite` : le fait suit d'une demande qui porte sur un autre dossier.
    """

    depuis: tuple[Etat, ...]
    demande: str
    evenement: type[Fait] | None
    source: str
    en_suite: bool = False

    @property
    def vers(self) -> Etat | None:
        """L'état qui suit ; vide, il reste le même."""
        return self.evenement.VERS if self.evenement else None

    @property
    def nature(self) -> Nature:
        if self.demande in ECHEANCES:
            return "ECHEANCE"
        return "FAIT" if self.demande in FAITS else "DEMANDE"

    @property
    def intitule(self) -> str:
        return INTITULES[self.demande]


T = Transition
TABLE = (
    T((), "IdentifierStructure", candidature.StructureIdentifiee, "C.3"),
    T((), "RemonterStructure", candidature.StructureRemontee, "C.3, A-003"),
    T(("PRESSENTIE",), "RemonterStructure", candidature.StructurePressentieRemontee, "A-003"),
    T(("REMONTEE", "EN_MONTEE_EN_GAMME", "NON_RETENUE", "RETIREE"), "RemonterStructure",
      candidature.RemonteeModifiee, "A-012"),
    T(("PRESSENTIE", "REMONTEE", "NON_RETENUE"), "EtablirPlanDeMonteeEnGamme",
      montee_en_gamme.PlanDeMonteeEnGammeEtabli, "A-008, A-009"),
    T(("EN_MONTEE_EN_GAMME",), "AcheverAction",
      montee_en_gamme.ActionDeMonteeEnGammeAchevee, "A-009"),
    T(("EN_MONTEE_EN_GAMME",), "AcheverAction", montee_en_gamme.MonteeEnGammeAchevee, "A-009"),
    T((*CANDIDATES, "RETIREE", "ANTENNE"), "SignalerStructure",
      candidature.StructureSignalee, "A-014, A-020, INV-05"),
    T(("SIGNALEE",), "AuditDeclenche", instruction.AuditOuvert, "A-021, INV-06"),
    T(("SIGNALEE", "EN_AUDIT"), "AuditConcluant",
      instruction.AuditConcluantEnregistre, "A-022, A-024"),
    T(("SIGNALEE", "EN_AUDIT"), "AuditNonConcluant",
      instruction.StructureNonRetenue, "A-013, A-014, A-015"),
    T(("SIGNALEE", "EN_AUDIT"), "AuditNonConcluant",
      instruction.PrioriteDeRelabellisationAccordee, "A-016, TMR-03"),
    T(("NON_RETENUE",), "ConstaterFinDePriorite",
      instruction.PrioriteDeRelabellisationExpiree, "A-016, TMR-03"),
    T(("NON_RETENUE",), "RemarquesIntegralementLevees", instruction.RemarquesLevees, "A-017"),
    T(("EN_AUDIT", "EN_ATTENTE_ACCORD", "ACCORD_DONNE", "NON_RETENUE"), "AuditAnnule",
      instruction.AuditAnnuleEnregistre, "C.7-5"),
    T(("EN_ATTENTE_ACCORD", "ACCORD_DONNE"), "AuditAnnule", instruction.AlerteEmise, "C.7-5"),
    T(SOUS_LABEL, "AuditAnnule", instruction.AlerteEmise, "C.7-7"),
    T(("EN_ATTENTE_ACCORD", "ACCORD_DONNE"), "ConclusionRemiseEnCause",
      instruction.ConclusionContestee, "C.7-7, INV-04"),
    T(("EN_ATTENTE_ACCORD", "ACCORD_DONNE", *SOUS_LABEL), "ConclusionRemiseEnCause",
      instruction.AlerteEmise, "C.7-7"),
    T(SOUS_LABEL, "ConclusionRemiseEnCause", instruction.AlerteClassee, "C.7-7"),
    T(SOUS_LABEL, "ClasserAlerte", instruction.AlerteClassee, "C.7-7, C.7-14"),
    T(SOUS_LABEL, "AlerteQualiteEmise", instruction.AlerteEmise, "C.7-14"),
    T(("EN_ATTENTE_ACCORD",), "DonnerAccordPrealable",
      instruction.AccordPrealableDonne, "A-024, INV-03, X-04"),
    T(("EN_ATTENTE_ACCORD",), "DonnerAccordPrealable", instruction.AlerteEmise, "TMR-11"),
    T(("ACCORD_DONNE",), "DonnerAccordPrealable", None, "INV-02"),
    T(("EN_ATTENTE_ACCORD",), "RefuserAccordPrealable",
      instruction.AccordPrealableRefuse, "A-024, C.7-3"),
    T(("ACCORD_DONNE",), "LabelliserStructure",
      instruction.StructureLabellisee, "A-001, A-023, A-025, C.7-6"),
    T(("LABELLISEE",), "LabelliserStructure", None, "INV-02"),
    T(SOUS_LABEL, "ApplicationsOuvertes", label.ApplicationsOuvertesEnregistrees, "A-118, X-20"),
    T(("LABELLISEE",), "OuvrirFranceServices", label.FranceServicesOuverte, "A-092, A-100"),
    T(("LABELLISEE",), "MettreEnDemeure", label.PorteurMisEnDemeure, "C.3"),
    T(("SOUS_MISE_EN_DEMEURE",), "ConstaterMiseEnConformite", label.ConformiteRetablie, "C.3"),
    T(("SOUS_MISE_EN_DEMEURE",), "ConstaterFinDeDelai", instruction.AlerteEmise, "C.6"),
    T(("SOUS_MISE_EN_DEMEURE",), "SuspendreLabel", label.LabelSuspendu, "C.3"),
    T(("SUSPENDUE",), "RetablirLabel", label.LabelRetabli, "C.4"),
    T(("SOUS_MISE_EN_DEMEURE", "SUSPENDUE"), "RetirerLabel", label.LabelRetire, "C.3, C.7-16"),
    T(("LABELLISEE", "SUSPENDUE"), "RenoncerAuLabel", label.LabelRenonce, "C.3, C.7-16"),
    T(SOUS_LABEL, "ModifierHoraires", changements.HorairesModifies, "C.4, A-078"),
    T(SOUS_LABEL, "ChangerPorteur", changements.PorteurChange, "C.4"),
    T(SOUS_LABEL, "RattacherAntenne", changements.AntenneRattachee, "C.4, X-01"),
    T(VIVANTES, "FermerStructure", changements.StructureFermee, "C.3"),
    T(VIVANTES, "FusionnerStructures", fusion.StructureAbsorbee, "C.3, C.7-17"),
    T(VIVANTES, "FusionnerStructures", fusion.FusionAccueillie, "C.3, C.7-17"),
    T(("FERMEE",), "AnnulerFusion", fusion.FusionAnnulee, "C.7-17"),
    T(VIVANTES, "AnnulerFusion", fusion.FusionDefaite, "C.7-17", en_suite=True),
    T((), "ImporterStructure", reprise.StructureImportee, "A-131"),
    T(IMPORTABLES, "ImporterStructure", reprise.LabelImporte, "A-131"),
    T(IMPORTABLES, "ImporterStructure", reprise.AntenneImportee, "A-131, X-01"),
    T(IMPORTABLES, "ImporterStructure", reprise.StructureActualisee, "A-131"),
    T(IMPORTABLES, "ImporterStructure", reprise.PresenceConfirmee, "A-131"),
    T(IMPORTABLES, "ImporterStructure", reprise.ListeAncienneLue, "A-131"),
    T((*VIVANTES, "FERMEE"), "ConstaterAbsence", reprise.StructureAbsente, "A-131"),
)  # fmt: skip


def possibles(etat: Etat | None, demande: str) -> list[Transition]:
    """Les transitions de cette demande, ou de ce fait, depuis cet état."""
    return [
        each
        for each in TABLE
        if each.demande == demande and (etat in each.depuis or (etat is None and not each.depuis))
    ]


def demandes(etat: Etat | None) -> Iterator[str]:
    """Ce que quelqu'un peut demander et qui changerait quelque chose."""
    return (intitule for name, intitule in DEMANDES.items() if _agit(etat, name))


def exiger_ou_deja_fait(dossier: Dossier, demande: str) -> bool:
    """Vrai si c'est déjà fait ; refuse (`TransitionInterdite`) ce que l'état n'admet pas."""
    etat = dossier.etat
    admises = [each for each in possibles(etat, demande) if not each.en_suite]
    if not admises:
        raise TransitionInterdite(
            f"« {dossier.nom} » est {ETATS[etat] if etat else 'inconnue'} : {INTITULES[demande]} "
            f"n'est pas possible. Possible maintenant : {', '.join(demandes(etat)) or 'plus rien'}."
        )
    return admises[0].evenement is None


def attend(dossier: Dossier, fait: str) -> bool:
    """L'état attend-il ce fait ? Un fait est arrivé : inattendu, il est sans effet, non refusé."""
    return bool(possibles(dossier.etat, fait))


def _agit(etat: Etat | None, demande: str) -> bool:
    return any(each.evenement and not each.en_suite for each in possibles(etat, demande))

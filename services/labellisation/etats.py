"""La vie d'un dossier en une table : d'où, sur quelle demande, par quel événement, vers où."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from shared.refusal import Refus

Etat = Literal[
    "PRESSENTIE",
    "REMONTEE",
    "EN_MONTEE_EN_GAMME",
    "SIGNALEE",
    "EN_AUDIT",
    "EN_ATTENTE_ACCORD",
    "ACCORD_DONNE",
    "NON_RETENUE",
    "LABELLISEE",
    "SOUS_MISE_EN_DEMEURE",
    "SUSPENDUE",
    "RETIREE",
    "FERMEE",
    "ANTENNE",
]
Nature = Literal["DEMANDE", "FAIT", "ECHEANCE"]

REGLE = "VIE-DU-DOSSIER@1"
"""Ce que cite tout événement d'un dossier ; une autre table serait une autre version (INV-17)."""

ETATS: dict[Etat, str] = {
    "PRESSENTIE": "pressentie",
    "REMONTEE": "remontée",
    "EN_MONTEE_EN_GAMME": "en montée en gamme",
    "SIGNALEE": "signalée",
    "EN_AUDIT": "en audit",
    "EN_ATTENTE_ACCORD": "en attente de l'accord préalable",
    "ACCORD_DONNE": "dotée de l'accord préalable",
    "NON_RETENUE": "non retenue",
    "LABELLISEE": "labellisée",
    "SOUS_MISE_EN_DEMEURE": "sous mise en demeure",
    "SUSPENDUE": "suspendue",
    "RETIREE": "privée de son label",
    "FERMEE": "fermée",
    "ANTENNE": "antenne d'une structure labellisée",
}
DEMANDES = {
    "IdentifierStructure": "identifier la structure",
    "RemonterStructure": "remonter la structure",
    "EtablirPlanDeMonteeEnGamme": "établir un plan de montée en gamme",
    "AcheverAction": "achever une action du plan",
    "SignalerStructure": "signaler la structure",
    "DonnerAccordPrealable": "donner l'accord préalable",
    "RefuserAccordPrealable": "refuser l'accord préalable",
    "LabelliserStructure": "labelliser la structure",
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

CANDIDATES: tuple[Etat, ...] = ("PRESSENTIE", "REMONTEE", "EN_MONTEE_EN_GAMME", "NON_RETENUE")
INSTRUITES: tuple[Etat, ...] = ("SIGNALEE", "EN_AUDIT", "EN_ATTENTE_ACCORD", "ACCORD_DONNE")
SOUS_LABEL: tuple[Etat, ...] = ("LABELLISEE", "SOUS_MISE_EN_DEMEURE", "SUSPENDUE")
VIVANTES: tuple[Etat, ...] = (*CANDIDATES, *INSTRUITES, *SOUS_LABEL, "RETIREE", "ANTENNE")
IMPORTABLES: tuple[Etat, ...] = ("PRESSENTIE", "REMONTEE", "LABELLISEE", "ANTENNE")


class TransitionInterdite(Refus):
    """L'état du dossier ne permet pas cette demande (voir la table des transitions)."""


@dataclass(frozen=True)
class Transition:
    """`depuis` vide : le dossier naît. `evenement` vide : déjà fait, rien ne change.

    `vers` vide : l'état reste le même.
    """

    depuis: tuple[Etat, ...]
    demande: str
    evenement: str
    vers: Etat | None
    source: str

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
    T((), "IdentifierStructure", "StructureIdentifiee", "PRESSENTIE", "C.3"),
    T((), "RemonterStructure", "StructureRemontee", "REMONTEE", "C.3, A-003"),
    T(("PRESSENTIE",), "RemonterStructure", "StructurePressentieRemontee", "REMONTEE", "A-003"),
    T(("REMONTEE", "EN_MONTEE_EN_GAMME", "NON_RETENUE", "RETIREE"), "RemonterStructure",
      "RemonteeModifiee", None, "A-012"),
    T(("PRESSENTIE", "REMONTEE", "NON_RETENUE"), "EtablirPlanDeMonteeEnGamme",
      "PlanDeMonteeEnGammeEtabli", "EN_MONTEE_EN_GAMME", "A-008, A-009"),
    T(("EN_MONTEE_EN_GAMME",), "AcheverAction", "ActionDeMonteeEnGammeAchevee", None, "A-009"),
    T(("EN_MONTEE_EN_GAMME",), "AcheverAction", "MonteeEnGammeAchevee", None, "A-009"),
    T((*CANDIDATES, "RETIREE", "ANTENNE"), "SignalerStructure", "StructureSignalee", "SIGNALEE",
      "A-014, A-020, INV-05"),
    T(("SIGNALEE",), "AuditDeclenche", "AuditOuvert", "EN_AUDIT", "A-021, INV-06"),
    T(("SIGNALEE", "EN_AUDIT"), "AuditConcluant", "AuditConcluantEnregistre",
      "EN_ATTENTE_ACCORD", "A-022, A-024"),
    T(("SIGNALEE", "EN_AUDIT"), "AuditNonConcluant", "StructureNonRetenue", "NON_RETENUE",
      "A-013, A-014, A-015"),
    T(("SIGNALEE", "EN_AUDIT"), "AuditNonConcluant", "PrioriteDeRelabellisationAccordee", None,
      "A-016, TMR-03"),
    T(("NON_RETENUE",), "ConstaterFinDePriorite", "PrioriteDeRelabellisationExpiree", None,
      "A-016, TMR-03"),
    T(("NON_RETENUE",), "RemarquesIntegralementLevees", "RemarquesLevees", None, "A-017"),
    T(("EN_AUDIT", "EN_ATTENTE_ACCORD", "ACCORD_DONNE", "NON_RETENUE"), "AuditAnnule",
      "AuditAnnuleEnregistre", "SIGNALEE", "C.7-5"),
    T(SOUS_LABEL, "AuditAnnule", "AlerteEmise", None, "C.7-7"),
    T(("EN_ATTENTE_ACCORD", "ACCORD_DONNE"), "ConclusionRemiseEnCause", "ConclusionContestee", None,
      "C.7-7, INV-04"),
    T(SOUS_LABEL, "ConclusionRemiseEnCause", "AlerteEmise", None, "C.7-7"),
    T(SOUS_LABEL, "AlerteQualiteEmise", "AlerteEmise", None, "C.7-14"),
    T(("EN_ATTENTE_ACCORD",), "DonnerAccordPrealable", "AccordPrealableDonne", "ACCORD_DONNE",
      "A-024, INV-03, X-04"),
    T(("EN_ATTENTE_ACCORD",), "DonnerAccordPrealable", "AlerteEmise", None, "TMR-11"),
    T(("ACCORD_DONNE",), "DonnerAccordPrealable", "", None, "INV-02"),
    T(("EN_ATTENTE_ACCORD",), "RefuserAccordPrealable", "AccordPrealableRefuse", "NON_RETENUE",
      "A-024, C.7-3"),
    T(("ACCORD_DONNE",), "LabelliserStructure", "StructureLabellisee", "LABELLISEE",
      "A-001, A-023, A-025, C.7-6"),
    T(("LABELLISEE",), "LabelliserStructure", "", None, "INV-02"),
    T(SOUS_LABEL, "ApplicationsOuvertes", "ApplicationsOuvertesEnregistrees", None, "A-118, X-20"),
    T(("LABELLISEE",), "OuvrirFranceServices", "FranceServicesOuverte", None, "A-092, A-100"),
    T(("LABELLISEE",), "MettreEnDemeure", "PorteurMisEnDemeure", "SOUS_MISE_EN_DEMEURE", "C.3"),
    T(("SOUS_MISE_EN_DEMEURE",), "ConstaterMiseEnConformite", "ConformiteRetablie", "LABELLISEE",
      "C.3"),
    T(("SOUS_MISE_EN_DEMEURE",), "ConstaterFinDeDelai", "AlerteEmise", None, "C.6"),
    T(("SOUS_MISE_EN_DEMEURE",), "SuspendreLabel", "LabelSuspendu", "SUSPENDUE", "C.3"),
    T(("SUSPENDUE",), "RetablirLabel", "LabelRetabli", "LABELLISEE", "C.4"),
    T(("SOUS_MISE_EN_DEMEURE", "SUSPENDUE"), "RetirerLabel", "LabelRetire", "RETIREE",
      "C.3, C.7-16"),
    T(("LABELLISEE", "SUSPENDUE"), "RenoncerAuLabel", "LabelRenonce", "RETIREE", "C.3, C.7-16"),
    T(SOUS_LABEL, "ModifierHoraires", "HorairesModifies", None, "C.4, A-078"),
    T(SOUS_LABEL, "ChangerPorteur", "PorteurChange", None, "C.4"),
    T(SOUS_LABEL, "RattacherAntenne", "AntenneRattachee", None, "C.4, X-01"),
    T(VIVANTES, "FermerStructure", "StructureFermee", "FERMEE", "C.3"),
    T(VIVANTES, "FusionnerStructures", "StructureAbsorbee", "FERMEE", "C.3, C.7-17"),
    T(VIVANTES, "FusionnerStructures", "FusionAccueillie", None, "C.3, C.7-17"),
    T((), "ImporterStructure", "StructureImportee", "PRESSENTIE", "A-131"),
    T(IMPORTABLES, "ImporterStructure", "LabelImporte", "LABELLISEE", "A-131"),
    T(IMPORTABLES, "ImporterStructure", "AntenneImportee", "ANTENNE", "A-131, X-01"),
    T(IMPORTABLES, "ImporterStructure", "StructureActualisee", None, "A-131"),
    T(IMPORTABLES, "ImporterStructure", "PresenceConfirmee", None, "A-131"),
    T(IMPORTABLES, "ImporterStructure", "ListeAncienneLue", None, "A-131"),
    T((*VIVANTES, "FERMEE"), "ConstaterAbsence", "StructureAbsente", None, "A-131"),
)  # fmt: skip
_VERS = {each.evenement: each.vers for each in TABLE}


def possibles(etat: Etat | None, demande: str) -> list[Transition]:
    """Ce que cette demande, ou ce fait, peut entraîner depuis cet état."""
    return [
        each
        for each in TABLE
        if each.demande == demande and (etat in each.depuis or (etat is None and not each.depuis))
    ]


def change(etat: Etat | None, demande: str, nom: str) -> bool:
    """Faux si c'est déjà fait ; refuse (`TransitionInterdite`) ce que la table n'admet pas."""
    found = possibles(etat, demande)
    if not found:
        raise TransitionInterdite(
            f"« {nom} » est {ETATS[etat] if etat else 'inconnue'} : {INTITULES[demande]} n'est pas "
            f"possible. Possible maintenant : {', '.join(demandes(etat)) or 'plus rien'}."
        )
    return bool(found[0].evenement)


def demandes(etat: Etat | None) -> Iterator[str]:
    """Ce que quelqu'un peut demander et qui changerait quelque chose."""
    return (intitule for name, intitule in DEMANDES.items() if _agit(etat, name))


def apres(etat: Etat | None, evenement: str) -> Etat | None:
    """L'état qu'un événement donne ; les faits anciens se relisent, quoi que dise la table."""
    return _VERS[evenement] or etat


def _agit(etat: Etat | None, demande: str) -> bool:
    return any(each.evenement for each in possibles(etat, demande))

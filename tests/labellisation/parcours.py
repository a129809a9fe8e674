"""Un dossier mené jusqu'à chaque état par ses propres décisions, et tout ce qu'on peut en faire."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid5

from services.labellisation.dossier.domain import candidature, instruction
from services.labellisation.dossier.domain.candidature import LigneRemontee
from services.labellisation.dossier.domain.dossier import Dossier
from services.labellisation.dossier.domain.etats import Etat
from services.labellisation.dossier.domain.evenements.label import ManquementEnregistre
from services.labellisation.dossier.domain.evenements.montee_en_gamme import ActionEnregistree
from services.labellisation.dossier.domain.instruction import NonConclusion
from services.labellisation.dossier.rules import charger_reglement, de_ce_jour
from services.labellisation.effectif.domain import EffectifDuLabel
from services.labellisation.fusion import domain as fusion
from services.labellisation.label.domain import changements, vie_du_label
from services.labellisation.label.rules.vie_du_label import charger_regles_du_label
from services.labellisation.montee_en_gamme import domain as montee_en_gamme
from services.labellisation.reprise.domain import reprise
from services.labellisation.reprise.domain.releve_de_liste import Releve
from shared.structures import FicheEnregistree, MaillageEnregistre, SyntheseEnregistree

MAISON, AUTRE = UUID(int=46), UUID(int=47)
JOUR = date(2020, 3, 2)
DANS_SOIXANTE_JOURS = JOUR + timedelta(days=60)
FICHE: FicheEnregistree = {
    "matricule": "15-01",
    "nom": "Maison des Estives",
    "departement": "15",
    "commune": "Murat",
    "commune_insee": "15138",
    "format": "FIXE",
    "origine": "CREATION",
    "porteur": "Commune de Murat",
    "porteur_type": "COLLECTIVITE",
    "courriel": "accueil@estives.example",
    "horaires": {"lundi": "9h-12h"},
    "commentaire_horaires": "",
}
AILLEURS: FicheEnregistree = {**FICHE, "adresse": "ailleurs"}
ANTENNE: FicheEnregistree = {**FICHE, "format": "ANTENNE"}
BIS: FicheEnregistree = {**FICHE, "nom": "Maison bis"}
MAILLAGE: MaillageEnregistre = {
    "departement": "Cantal",
    "canton": "Murat",
    "epci": "CC",
    "millesime": "2024",
}
LIGNE = LigneRemontee(FICHE, MAILLAGE, {"evaluation": {}, "agents": 2, "etp": 2.0}, "abc", 2)
MANQUEMENTS: list[ManquementEnregistre] = [
    {"critere": "AGT-01", "constat": "un seul agent", "mode": "CONSTATE_SUR_SITE"}
]
ACTIONS: list[ActionEnregistree] = [
    {
        "code": "A1",
        "libelle": "Recruter",
        "criteres": ["AGT-01"],
        "responsable": "direction",
        "echeance": "2020-04-01",
    },
    {
        "code": "A2",
        "libelle": "Cloisonner",
        "criteres": ["LOC-02"],
        "responsable": "services techniques",
        "echeance": "2020-05-01",
    },
]
LISTE = Releve(
    liste_du="2020-02-06",
    source="liste publiée",
    fichier="abc",
    ligne=2,
    fiche=FICHE,
    renseignes=frozenset(FICHE) - {"horaires"},
    groupe="",
    label_du="2020-01-01",
)
ANCT = charger_reglement().autorite(JOUR, None)
ANCIEN = replace(de_ce_jour(charger_reglement().validites_audit, JOUR), jours=5)
"""Pour que l'audit du parcours soit trop ancien, et que l'accord le dise (TMR-11)."""
PRIORITE = charger_reglement().priorite("REMARQUES_MINEURES", JOUR)
OUVERTURE = de_ce_jour(charger_regles_du_label().ouvertures, JOUR)
Decision = Callable[[Dossier], object]


def audit(dossier: Dossier) -> UUID:
    """L'audit du signalement en cours, tel que le service d'audit le nommerait."""
    return uuid5(dossier.signalement_id or UUID(int=0), "audit")


def signalement(dossier: Dossier) -> UUID:
    return dossier.signalement_id or UUID(int=0)


def audit_connu(dossier: Dossier) -> UUID:
    return dossier.audit_id or UUID(int=0)


def synthese(dossier: Dossier) -> SyntheseEnregistree:
    return {
        "audit_id": str(audit(dossier)),
        "conclu_le": "2020-02-20",
        "referentiel": "FS-2019-07",
        "organismes": [],
        "agents": 2,
        "etp": 2.0,
        "constats": [
            {
                "code": "FOR-01",
                "libelle": "Formés",
                "resultat": "CONFORME",
                "mode": "CONSTATE_SUR_SITE",
            }
        ],
    }


def conclure(d: Dossier) -> None:
    instruction.enregistrer_audit_concluant(d, signalement(d), ["auditeur A"], synthese(d))


def ne_pas_conclure(d: Dossier) -> None:
    conclusion = NonConclusion(
        audit_id=audit(d),
        motif_principal="ETP_INSUFFISANTS",
        motif_libelle="absence des deux équivalents temps plein exigés",
        issue="REMARQUES_MINEURES",
        criteres=[{"code": "AGT-01", "libelle": "Deux agents", "remarque": ""}],
        referentiel="FS-2019-07",
    )
    instruction.ne_pas_retenir(d, signalement(d), conclusion, PRIORITE)


def formes(d: Dossier) -> EffectifDuLabel:
    """Deux agents inscrits, qui ont achevé leur formation."""
    effectif = EffectifDuLabel.suivre(d.label_id or UUID(int=0), MAISON)
    for agent in (UUID(int=1), UUID(int=2)):
        effectif.compter(agent, "FORMATION-2019")
        effectif.former(agent, "FORMATION-2019")
    return effectif


def achever_les_actions(d: Dossier) -> None:
    montee_en_gamme.achever_action(d, "A1", "contrat")
    montee_en_gamme.achever_action(d, "A2", "plan")


DECISIONS: dict[str, Decision] = {
    "IdentifierStructure": lambda d: candidature.identifier_de_nouveau(d, BIS, MAILLAGE),
    "RemonterStructure": lambda d: candidature.remonter_de_nouveau(
        d, LIGNE._replace(fiche=AILLEURS)
    ),
    "EtablirPlanDeMonteeEnGamme": lambda d: montee_en_gamme.etablir_plan(
        d, ["AGT-01", "LOC-02"], ACTIONS
    ),
    "AcheverAction": achever_les_actions,
    "SignalerStructure": lambda d: candidature.signaler(d, "préfecture 15"),
    "AuditDeclenche": lambda d: instruction.ouvrir_audit(d, signalement(d), audit(d)),
    "AuditConcluant": conclure,
    "AuditNonConcluant": ne_pas_conclure,
    "AuditAnnule": lambda d: instruction.annuler_audit(d, audit_connu(d), "conflit d'intérêts"),
    "ConclusionRemiseEnCause": lambda d: instruction.remettre_en_cause(
        d, audit_connu(d), False, "constat erroné"
    ),
    "ClasserAlerte": lambda d: instruction.classer_alerte(d, "QUALITE", "deux agents revenus"),
    "AlerteQualiteEmise": lambda d: instruction.noter_alerte_qualite(d, "un agent sur deux"),
    "RemarquesIntegralementLevees": lambda d: instruction.noter_remarques_levees(d, audit_connu(d)),
    "ConstaterFinDePriorite": lambda d: instruction.finir_priorite(d, date(2020, 6, 30)),
    "DonnerAccordPrealable": lambda d: instruction.donner_accord(
        d, audit(d), "agence", ANCT, JOUR, ANCIEN
    ),
    "RefuserAccordPrealable": lambda d: instruction.refuser_accord(d, audit(d), "doublon"),
    "LabelliserStructure": lambda d: instruction.labelliser(d, "préfecture 15", JOUR),
    "ApplicationsOuvertes": lambda d: vie_du_label.noter_applications(d, 2),
    "OuvrirFranceServices": lambda d: vie_du_label.ouvrir(d, formes(d), JOUR, OUVERTURE),
    "MettreEnDemeure": lambda d: vie_du_label.mettre_en_demeure(
        d, MANQUEMENTS, DANS_SOIXANTE_JOURS
    ),
    "ConstaterMiseEnConformite": lambda d: vie_du_label.constater_conformite(d, "deux agents"),
    "ConstaterFinDeDelai": lambda d: vie_du_label.finir_delai(d, DANS_SOIXANTE_JOURS),
    "SuspendreLabel": lambda d: vie_du_label.suspendre(d, "fermeture de fait", JOUR),
    "RetablirLabel": lambda d: vie_du_label.retablir(d, "deux agents"),
    "RetirerLabel": lambda d: vie_du_label.retirer(d, "fermeture de fait", JOUR, JOUR),
    "RenoncerAuLabel": lambda d: vie_du_label.renoncer(d, "fin du service", JOUR),
    "ModifierHoraires": lambda d: changements.modifier_horaires(d, {"mardi": "9h-12h"}, ""),
    "ChangerPorteur": lambda d: changements.changer_porteur(
        d, "Association", "ASSOCIATION", "a@b.example"
    ),
    "RattacherAntenne": lambda d: changements.rattacher_antenne(d, "Antenne", "15114", "Marcenat"),
    "FermerStructure": lambda d: changements.fermer(d, "fin du bail", JOUR),
    "FusionnerStructures": lambda d: fusion.absorber(d, autre(), JOUR),
    "AnnulerFusion": lambda d: annuler_fusion(d),
    "ImporterStructure": lambda d: reprise.actualiser(d, LISTE, 3),
    "ConstaterAbsence": lambda d: reprise.constater_absence(d, "2020-03-01", "liste", "def"),
}
"""Chaque demande, chaque fait appris, chaque échéance, tels que la table les nomme."""

ETAPES: dict[str, Decision] = {
    **DECISIONS,
    "EtreAbsorbee": lambda d: fusion.absorber(autre(), d, JOUR),
    "PremiereRemontee": lambda d: candidature.remonter_de_nouveau(d, LIGNE),
}
PREALABLES = {
    "OuvrirFranceServices": ("ApplicationsOuvertes",),
    "ClasserAlerte": ("AlerteQualiteEmise",),
}
"""Ce qu'une décision suppose, en plus de l'état."""
CHEMINS: dict[Etat, tuple[str, ...]] = {
    "PRESSENTIE": (),
    "REMONTEE": ("PremiereRemontee",),
    "EN_MONTEE_EN_GAMME": ("EtablirPlanDeMonteeEnGamme",),
    "SIGNALEE": ("SignalerStructure",),
    "EN_AUDIT": ("SignalerStructure", "AuditDeclenche"),
    "EN_ATTENTE_ACCORD": ("SignalerStructure", "AuditDeclenche", "AuditConcluant"),
    "NON_RETENUE": ("SignalerStructure", "AuditDeclenche", "AuditNonConcluant"),
}
ACCORD: tuple[str, ...] = (*CHEMINS["EN_ATTENTE_ACCORD"], "DonnerAccordPrealable")
LABEL: tuple[str, ...] = (*ACCORD, "LabelliserStructure")
CHEMINS |= {
    "ACCORD_DONNE": ACCORD,
    "LABELLISEE": LABEL,
    "SOUS_MISE_EN_DEMEURE": (*LABEL, "MettreEnDemeure"),
    "SUSPENDUE": (*LABEL, "MettreEnDemeure", "SuspendreLabel"),
    "RETIREE": (*LABEL, "RenoncerAuLabel"),
    "FERMEE": ("FermerStructure",),
    "ANTENNE": (),
}


def annuler_fusion(d: Dossier) -> None:
    """La survivante est refaite, telle que la fusion la laisse."""
    survivante = autre()
    fusion.absorber(survivante, candidature.identifier(MAISON, FICHE, MAILLAGE), JOUR)
    fusion.annuler(d, survivante, "deux structures distinctes")


def autre() -> Dossier:
    return candidature.identifier(AUTRE, BIS, MAILLAGE)


def dossier_en(etat: Etat, pour: str = "") -> Dossier:
    """Un dossier mené là par les décisions du chemin, sans événement en attente."""
    dossier = candidature.identifier(MAISON, FICHE, MAILLAGE)
    if etat == "ANTENNE":
        dossier = reprise.importer(MAISON, replace(LISTE, fiche=ANTENNE), MAILLAGE)
    chemin = (*CHEMINS[etat], *PREALABLES.get(pour, ()))
    if (etat, pour) == ("FERMEE", "AnnulerFusion"):
        chemin = ("EtreAbsorbee",)
    for demande in chemin:
        ETAPES[demande](dossier)
    dossier.collect_events()
    return dossier

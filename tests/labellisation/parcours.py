"""Un dossier mené jusqu'à chaque état par ses propres décisions, et tout ce qu'on peut en faire."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from services.labellisation import reprise
from services.labellisation.domain import Dossier
from services.labellisation.etats import Etat
from services.labellisation.releve import Releve
from shared.recording.provenance import Provenance, acting
from shared.rules.periods import Period

MAISON, AUTRE = UUID(int=46), UUID(int=47)
JOUR = date(2020, 3, 2)
SUIVANT = datetime(2020, 3, 2, 9, tzinfo=UTC)
FICHE: dict[str, Any] = {
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
MAILLAGE = {"departement": "Cantal", "canton": "Murat", "epci": "CC", "millesime": "2024"}
REMONTEE: dict[str, Any] = {
    "fiche": FICHE,
    "maillage": MAILLAGE,
    "declaration": {"evaluation": {}, "agents": 2, "etp": 2.0},
    "fichier": "abc",
    "ligne": 2,
}
REFUS: dict[str, Any] = {
    "motif_principal": "ETP_INSUFFISANTS",
    "motif_libelle": "absence des deux équivalents temps plein exigés",
    "issue": "REMARQUES_MINEURES",
    "criteres": [{"code": "AGT-01", "libelle": "Deux agents", "remarque": ""}],
    "referentiel": "FS-2019-07",
}
FENETRE = Period(date(2020, 1, 1), date(2020, 6, 30))
MANQUEMENTS = [{"critere": "AGT-01", "constat": "un seul agent", "mode": "CONSTATE_SUR_SITE"}]
ACTIONS = [
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
DEMAIN = JOUR + timedelta(days=60)
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
Decision = Callable[[Any], Any]


def audit(dossier: Dossier) -> UUID:
    """L'audit du signalement en cours, tel que le service d'audit le nommerait."""
    return uuid5(dossier.signalement_id or UUID(int=0), "audit")


def synthese(dossier: Dossier) -> dict[str, Any]:
    constat = {"code": "FOR-01", "libelle": "Formés", "resultat": "CONFORME"}
    return {
        "audit_id": str(audit(dossier)),
        "referentiel": "FS-2019-07",
        "conclu_le": "2020-02-20",
        "constats": [{**constat, "mode": "CONSTATE_SUR_SITE"}],
    }


def signaler(d: Any) -> None:
    d.signaler("préfecture 15")


def ouvrir_audit(d: Any) -> None:
    d.ouvrir_audit(d.signalement_id, audit(d))


def conclure(d: Any) -> None:
    d.enregistrer_audit_concluant(d.signalement_id, ["auditeur A"], synthese(d))


def refuser(d: Any) -> None:
    d.ne_pas_retenir(d.signalement_id, audit(d), **REFUS, priorite=FENETRE)


def accorder(d: Any) -> None:
    d.donner_accord(audit(d), "agence", "ANCT", JOUR, 5)


def labelliser(d: Any) -> None:
    d.labelliser("préfecture 15", JOUR)


DECISIONS: dict[str, Decision] = {
    "IdentifierStructure": lambda d: d.identifier_de_nouveau({**FICHE, "nom": "Autre"}, MAILLAGE),
    "RemonterStructure": lambda d: d.remonter_de_nouveau(
        **{**REMONTEE, "fiche": {**FICHE, "adresse": "ailleurs"}}
    ),
    "EtablirPlanDeMonteeEnGamme": lambda d: d.etablir_plan(["AGT-01", "LOC-02"], ACTIONS),
    "AcheverAction": lambda d: (d.achever_action("A1", "contrat"), d.achever_action("A2", "plan")),
    "SignalerStructure": signaler,
    "AuditDeclenche": ouvrir_audit,
    "AuditConcluant": conclure,
    "AuditNonConcluant": refuser,
    "AuditAnnule": lambda d: d.annuler_audit(d.audit_id, "conflit d'intérêts"),
    "ConclusionRemiseEnCause": lambda d: d.remettre_en_cause(d.audit_id, False, "constat erroné"),
    "AlerteQualiteEmise": lambda d: d.noter_alerte_qualite("un agent sur deux"),
    "RemarquesIntegralementLevees": lambda d: d.noter_remarques_levees(d.audit_id),
    "ConstaterFinDePriorite": lambda d: d.finir_priorite(date(2020, 6, 30)),
    "DonnerAccordPrealable": accorder,
    "RefuserAccordPrealable": lambda d: d.refuser_accord(audit(d), "doublon"),
    "LabelliserStructure": labelliser,
    "ApplicationsOuvertes": lambda d: d.noter_applications(2),
    "OuvrirFranceServices": lambda d: d.ouvrir(JOUR, "FOR"),
    "MettreEnDemeure": lambda d: d.mettre_en_demeure(MANQUEMENTS, DEMAIN),
    "ConstaterMiseEnConformite": lambda d: d.constater_conformite("deux agents"),
    "ConstaterFinDeDelai": lambda d: d.finir_delai(DEMAIN),
    "SuspendreLabel": lambda d: d.suspendre("fermeture de fait", JOUR),
    "RetablirLabel": lambda d: d.retablir("deux agents"),
    "RetirerLabel": lambda d: d.retirer("fermeture de fait", JOUR, JOUR),
    "RenoncerAuLabel": lambda d: d.renoncer("fin du service", JOUR),
    "ModifierHoraires": lambda d: d.modifier_horaires({"mardi": "9h-12h"}, ""),
    "ChangerPorteur": lambda d: d.changer_porteur("Association", "ASSOCIATION", "a@b.example"),
    "RattacherAntenne": lambda d: d.rattacher_antenne("Antenne", "15114", "Marcenat"),
    "FermerStructure": lambda d: d.fermer("fin du bail", JOUR),
    "FusionnerStructures": lambda d: d.absorber(autre(), JOUR),
    "ImporterStructure": lambda d: reprise.actualiser(d, LISTE, 3),
    "ConstaterAbsence": lambda d: reprise.constater_absence(d, "2020-03-01", "liste", "def"),
}
"""Chaque demande, chaque fait appris, chaque échéance, tels que la table les nomme."""

ETAPES: dict[str, Decision] = {
    **DECISIONS,
    "PremiereRemontee": lambda d: d.remonter_de_nouveau(**REMONTEE),
}
PREALABLES = {"OuvrirFranceServices": ("ApplicationsOuvertes",)}
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


def autre() -> Dossier:
    return Dossier.identifier(AUTRE, {**FICHE, "nom": "Maison bis"}, MAILLAGE)


def agissant() -> Any:
    """Quelqu'un agit ; les règles citées sont à lui."""
    qui = Provenance("PREFET", "préfecture 15", SUIVANT, SUIVANT, MAISON, MAISON, "essai")
    return acting(qui)


def dossier_en(etat: Etat, pour: str = "") -> Any:
    """Un dossier mené là par les décisions du chemin, sans événement en attente."""
    dossier: Any = Dossier.identifier(MAISON, FICHE, MAILLAGE)
    if etat == "ANTENNE":
        fiche = {**FICHE, "format": "ANTENNE"}
        dossier = reprise.importer(MAISON, replace(LISTE, fiche=fiche), MAILLAGE)
    for demande in (*CHEMINS[etat], *PREALABLES.get(pour, ())):
        ETAPES[demande](dossier)
    dossier.collect_events()
    return dossier

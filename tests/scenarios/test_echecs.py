"""Les chemins d'échec d'un dossier (domaine.md C.7), à travers les services."""

from dataclasses import replace
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from console.acteurs import prefecture
from services.audit.conduite.commands import AnnulerAudit, RectifierConstat, RemplacerAudit
from services.audit.remarques.commands import LeverRemarque, TraiterRemarque
from services.labellisation.dossier.commands import (
    DonnerAccordPrealable,
    RefuserAccordPrealable,
    SignalerStructure,
)
from services.labellisation.dossier.rules import charger_reglement
from services.labellisation.fusion.commands import FusionnerStructures
from services.labellisation.label.commands import (
    MettreEnDemeure,
    OuvrirFranceServices,
    RetirerLabel,
)
from services.labellisation.montee_en_gamme.commands import (
    AcheverAction,
    EtablirPlanDeMonteeEnGamme,
)
from shared.contracts.audit import AuditDeclenche, RemarqueFormulee, RemarquesIntegralementLevees
from shared.contracts.funding import DroitAuForfaitOuvert, DroitClos
from shared.contracts.labellisation import (
    AccordPrealableDemande,
    AccordPrealableRefuse,
    AlerteEmise,
    FranceServicesOuverte,
    LabelRetire,
    PorteurMisEnDemeure,
    PrioriteDeRelabellisationAccordee,
    StructureLabellisee,
    StructureNonRetenue,
    StructuresFusionnees,
)
from shared.rules.dated import Rules
from shared.rules.periods import Period
from tests.scenarios.recit import CANTAL, MAISON, PORTEUR, Recit

CLOISON = {"LOC-02": "la cloison laisse passer les voix"}
PREUVE = {"empreinte": "0" * 64, "nom": "cloison.jpg", "type": "image/jpeg", "taille": 9}
MANQUEMENTS = [{"critere": "AGT-01", "constat": "un seul agent présent"}]
BIS = uuid5(NAMESPACE_URL, "maison bis")


def test_une_remarque_mineure_levee_mene_au_label_par_un_nouvel_audit_c_7_1(recit: Recit) -> None:
    """A-014, A-015, A-016, A-017."""
    recit.remonter()
    recit.signaler()
    premier = recit.auditer(CLOISON, remarque="rehausser la cloison")

    assert recit.etat() == "NON_RETENUE"
    assert recit.dernier(PrioriteDeRelabellisationAccordee).jusqu_au == date(2020, 6, 30)

    remarque_id = recit.dernier(RemarqueFormulee).remarque_id
    visee = {"audit_id": premier, "remarque_id": remarque_id}
    recit.obtenir(TraiterRemarque, PORTEUR, reponse="cloison posée", preuves=[PREUVE], **visee)
    recit.obtenir(LeverRemarque, CANTAL, **visee)
    assert recit.annonces(RemarquesIntegralementLevees) == 1
    assert "RemarquesLevees" in recit.evenements()

    recit.signaler()
    second = recit.auditer()
    recit.accorder(second)

    assert recit.labelliser().accepted
    assert (recit.etat(), recit.annonces(StructureNonRetenue)) == ("LABELLISEE", 1)
    assert second != premier and recit.annonces(AuditDeclenche) == 2


def test_une_priorite_s_eteint_a_la_fin_de_sa_fenetre_a016_tmr_03(recit: Recit) -> None:
    recit.remonter()
    recit.signaler()
    recit.auditer(CLOISON)

    recit.attendre(180)
    assert "PrioriteDeRelabellisationExpiree" not in recit.evenements()
    recit.attendre(120)

    assert recit.evenements().count("PrioriteDeRelabellisationExpiree") == 1
    assert recit.etat() == "NON_RETENUE"


def test_une_reelle_montee_en_gamme_passe_par_un_plan_c_7_2(recit: Recit) -> None:
    """A-008, A-009, A-015 : pas de priorité, des actions, chacune avec sa preuve."""
    recit.remonter()
    recit.signaler()
    recit.auditer({"AGT-01": "un seul agent"}, issue="MONTEE_EN_GAMME_REELLE")
    assert recit.annonces(PrioriteDeRelabellisationAccordee) == 0

    promises = {"criteres": ["AGT-01"], "responsable": "direction", "echeance": date(2020, 3, 1)}
    actions = [
        {"code": "RECRUTER", "libelle": "Recruter un second agent", **promises},
        {"code": "FORMER", "libelle": "Le former", **promises},
    ]
    plan = {"ecarts": ["AGT-01"], "actions": actions}
    recit.obtenir(EtablirPlanDeMonteeEnGamme, PORTEUR, **plan)
    assert recit.etat() == "EN_MONTEE_EN_GAMME"
    assert recit.labelliser().code == "TransitionInterdite"

    recit.obtenir(AcheverAction, PORTEUR, action="RECRUTER", preuve="contrat signé")
    assert "MonteeEnGammeAchevee" not in recit.evenements()
    recit.obtenir(AcheverAction, PORTEUR, action="FORMER", preuve="attestation")
    assert "MonteeEnGammeAchevee" in recit.evenements()

    recit.signaler()
    assert recit.etat() == "EN_AUDIT"


def test_un_accord_refuse_apres_un_bon_audit_rend_la_structure_signalable_c_7_3(
    recit: Recit,
) -> None:
    """A-024 : rien ne s'ouvre pour une structure sans label."""
    recit.remonter()
    recit.signaler()
    audit_id = recit.auditer()
    assert recit.dernier(AccordPrealableDemande).audit_id == audit_id

    sans_motif = recit.demander(RefuserAccordPrealable, recit.agence, audit_id=audit_id)
    recit.obtenir(RefuserAccordPrealable, recit.agence, audit_id=audit_id, motif="doublon")

    assert sans_motif.code == "MotifManquant"
    assert recit.dernier(AccordPrealableRefuse).raison == "doublon"
    assert recit.annonces(StructureLabellisee) == recit.annonces(DroitAuForfaitOuvert) == 0
    recit.signaler()
    assert recit.etat() == "EN_AUDIT"


def test_un_prefet_ne_signale_pas_hors_de_son_departement_c_7_4(recit: Recit) -> None:
    """A-020."""
    recit.remonter()

    reponse = recit.demander(SignalerStructure, prefecture("12"))

    assert reponse.code == "DepartementEtranger"
    assert (recit.etat(), recit.annonces(AuditDeclenche)) == ("REMONTEE", 0)


def test_un_conflit_d_interets_decouvert_apres_coup_refait_l_audit_c_7_5(recit: Recit) -> None:
    """INV-03, INV-06 : ni accord ni label sur l'audit annulé ; d'autres refont la visite."""
    recit.remonter()
    recit.signaler()
    annule = recit.auditer()
    recit.accorder(annule)

    recit.obtenir(AnnulerAudit, recit.agence, audit_id=annule, motif="conflit d'intérêts")
    assert recit.etat() == "SIGNALEE"
    assert recit.labelliser().code == "TransitionInterdite"

    recit.obtenir(RemplacerAudit, recit.agence, audit_id=annule)
    assert recit.etat() == "EN_AUDIT"
    refait = recit.auditer(rang=1)
    assert refait != annule
    ancien = recit.demander(DonnerAccordPrealable, recit.agence, audit_id=annule)
    assert ancien.code == "AuditManquant"
    recit.accorder(refait)
    assert recit.labelliser().accepted


def test_un_referentiel_change_entre_l_audit_et_le_label_c_7_6(recit: Recit) -> None:
    """Une règle de transition datée décide : sans elle, un nouvel audit est nécessaire."""
    recit.remonter()
    recit.signaler()
    recit.accorder(recit.auditer())
    [en_vigueur] = charger_reglement().referentiels
    fini = replace(
        en_vigueur,
        en_vigueur=Period(date(2019, 7, 1), date(2019, 10, 2)),
        transition_jusqu_au=date(2019, 10, 3),
    )
    admis = replace(fini, transition_jusqu_au=date(2020, 3, 31))

    service = recit.programme.components["labellisation"].service
    for regle in (fini, admis):
        reglement = replace(charger_reglement(), referentiels=Rules([regle]))
        service.given = {**service.given, "reglement": reglement}
        reponse = recit.labelliser()
        assert reponse.code == ("" if regle is admis else "ReferentielPerime"), reponse.detail

    assert recit.etat() == "LABELLISEE"


def test_un_constat_faux_apres_le_label_alerte_sans_rien_retirer_c_7_7(recit: Recit) -> None:
    """INV-07."""
    audit_id = recit.jusqu_au_label()
    constat = {"critere": "LOC-02", "resultat": "NON_CONFORME", "remarque": "autre local"}

    recit.obtenir(
        RectifierConstat, recit.auditeur, audit_id=audit_id, constat=constat, motif="autre local"
    )

    assert recit.dernier(AlerteEmise).code == "CONCLUSION_REMISE_EN_CAUSE"
    assert (recit.etat(), recit.annonces(LabelRetire)) == ("LABELLISEE", 0)


def test_un_audit_annule_apres_le_label_alerte_sans_rien_retirer_c_7_7(recit: Recit) -> None:
    audit_id = recit.jusqu_au_label()

    recit.obtenir(AnnulerAudit, recit.agence, audit_id=audit_id, motif="conflit d'intérêts")

    assert recit.dernier(AlerteEmise).code == "AUDIT_ANNULE"
    assert recit.etat() == "LABELLISEE"


def test_une_france_services_ouvre_apres_ses_applications_x_20(recit: Recit) -> None:
    """A-092, A-100 : l'ouverture est une autre date que le label."""
    recit.jusqu_au_label()
    trop_tot = recit.demander(OuvrirFranceServices, CANTAL)

    recit.ouvrir_les_applications()
    recit.former_les_agents(*recit.agents())
    recit.obtenir(OuvrirFranceServices, CANTAL)

    assert trop_tot.code == "OuverturePrematuree"
    assert recit.annonces(FranceServicesOuverte) == 1


def test_un_label_retire_clot_le_droit_et_garde_ses_dates_c_7_16(recit: Recit) -> None:
    """C.6 : le délai passé, le silence ne retire rien ; le préfet, si."""
    recit.jusqu_au_label()
    recit.attendre(90)
    recit.obtenir(MettreEnDemeure, CANTAL, manquements=MANQUEMENTS)
    effet = date(2020, 12, 31)
    trop_tot = recit.demander(RetirerLabel, CANTAL, date_effet=effet)

    recit.attendre(61)
    assert recit.dernier(AlerteEmise).code == "DELAI_DEPASSE"
    assert recit.etat() == "SOUS_MISE_EN_DEMEURE"
    recit.obtenir(RetirerLabel, CANTAL, date_effet=effet)

    assert trop_tot.code == "DelaiEnCours"
    assert recit.dernier(PorteurMisEnDemeure).manquements[0].critere == "AGT-01"
    assert recit.dernier(LabelRetire).date_effet == effet
    assert (recit.annonces(DroitAuForfaitOuvert), recit.annonces(DroitClos)) == (1, 1)
    assert recit.dernier(DroitClos).montant_du_centimes == 30_000_00
    [label] = recit.programme.rows("labellisation", "SELECT * FROM suivi_labels")
    assert (label["etat"], label["fin_le"]) == ("RETIRE", effet.isoformat())
    recit.signaler()
    assert recit.etat() == "EN_AUDIT"


def test_deux_dossiers_d_une_meme_structure_fusionnent_c_7_17(recit: Recit) -> None:
    """Les deux histoires restent ; le label ne change pas de dossier."""
    recit.jusqu_au_label()
    recit.remonter(BIS, matricule="15-99", nom="Maison des Estives (bis)")
    avant = recit.evenements(), recit.evenements(BIS)

    fusion = {"absorbee_id": MAISON, "structure_id": BIS}
    a_l_envers = recit.demander(
        FusionnerStructures, recit.agence, date_effet=date(2020, 1, 15), **fusion
    )
    recit.obtenir(FusionnerStructures, recit.agence, absorbee_id=BIS, date_effet=date(2020, 1, 15))

    assert a_l_envers.code == "FusionImpossible"
    assert (recit.etat(), recit.etat(BIS)) == ("LABELLISEE", "FERMEE")
    assert recit.dernier(StructuresFusionnees).survivante_id == MAISON
    assert recit.evenements(BIS) == [*avant[1], "MessageRecu", "StructureAbsorbee"]
    assert recit.evenements() == [*avant[0], "FusionAccueillie"]

"""Un audit annulé, ou dont la conclusion est mise en doute : avant le label, puis après."""

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.audit.conduite.commands import AnnulerAudit, RectifierConstat, RemplacerAudit
from services.labellisation.dossier.commands import ClasserAlerte, DonnerAccordPrealable
from services.labellisation.label.commands import MettreEnDemeure, RetirerLabel
from services.labellisation.pilotage.questions.a_faire import a_faire
from shared.clock import PARIS
from shared.contracts.audit import AlerteQualiteEmise
from shared.contracts.funding import DroitClos
from shared.contracts.labellisation import AlerteEmise, FinDeLabel, StructureLabellisee
from shared.contracts.onboarding import AccesFerme, AnnexeARetirer
from tests.scenarios.recit import CANTAL, Recit

FAUX = {"critere": "LOC-02", "resultat": "NON_CONFORME", "remarque": "autre local"}
JUSTE = {**FAUX, "resultat": "CONFORME", "remarque": "cloison vue"}


def rectifier(recit: Recit, audit_id: UUID, constat: dict[str, str]) -> None:
    dit = {"audit_id": audit_id, "constat": constat, "motif": constat["remarque"]}
    recit.obtenir(RectifierConstat, recit.auditeur, **dit)


def annuler(recit: Recit, audit_id: UUID) -> None:
    recit.obtenir(AnnulerAudit, recit.agence, audit_id=audit_id, motif="conflit d'intérêts")


def a_examiner(recit: Recit, role: str) -> list[str]:
    """Les alertes de la liste de travail de ce rôle."""
    model = recit.programme.components["labellisation"].model
    au = recit.maintenant.astimezone(PARIS).date()
    lignes = a_faire(model, role, "15" if role == "PREFET" else None, au)
    return [each["quoi"] for each in lignes if each["quoi"].startswith("alerte")]


def prevenus(dossier: Path) -> list[str]:
    """Les destinataires des courriels d'alerte."""
    lus = [
        message_from_bytes(each.read_bytes(), policy=policy.default) for each in dossier.iterdir()
    ]
    return sorted(str(each["To"]) for each in lus if str(each["Subject"]).startswith("Alerte"))


def test_un_accord_est_refuse_sur_un_audit_en_doute_puis_donne_c_7_7(
    recit: Recit, tmp_path: Path
) -> None:
    """La préfecture et l'agence l'apprennent ; la rectification défaite, l'accord se donne."""
    recit.remonter()
    recit.signaler()
    audit_id = recit.auditer()
    rectifier(recit, audit_id, FAUX)
    recit.attendre(1)

    accord = {"audit_id": audit_id}
    assert recit.demander(DonnerAccordPrealable, recit.agence, **accord).code == "AuditConteste"
    assert (
        recit.dernier(AlerteEmise).label_id is None and len(prevenus(tmp_path / "courriels")) == 2
    )
    rectifier(recit, audit_id, JUSTE)
    recit.accorder(audit_id)
    rectifier(recit, audit_id, FAUX)
    assert recit.labelliser().code == "AuditConteste"
    assert (a_examiner(recit, "PREFET"), recit.annonces(StructureLabellisee)) == ([], 0)


@pytest.mark.parametrize("accorde", [False, True], ids=["accord attendu", "accord donné"])
def test_un_audit_annule_avant_le_label_emporte_l_accord_c_7_5(
    recit: Recit, tmp_path: Path, accorde: bool
) -> None:
    """Ni accord, ni label sur cet audit ; un autre audit, et l'instruction reprend."""
    recit.remonter()
    recit.signaler()
    audit_id = recit.auditer()
    if accorde:
        recit.accorder(audit_id)
    annuler(recit, audit_id)
    recit.attendre(1)

    accord = {"audit_id": audit_id}
    refus = recit.demander(DonnerAccordPrealable, recit.agence, **accord)
    assert refus.code == recit.labelliser().code == "TransitionInterdite"
    assert recit.dernier(AlerteEmise).code == "AUDIT_ANNULE"
    assert len(prevenus(tmp_path / "courriels")) == 2

    recit.obtenir(RemplacerAudit, recit.agence, audit_id=audit_id)
    recit.accorder(recit.auditer(rang=1))
    assert recit.labelliser().accepted and a_examiner(recit, "PREFET") == []


SUITES: tuple[type[Any], ...] = (
    *FinDeLabel.__args__,
    AccesFerme,
    AnnexeARetirer,
    DroitClos,
)


def test_apres_le_label_chacun_est_prevenu_et_rien_n_est_retire_c_7_5_c_7_7(
    recit: Recit, tmp_path: Path
) -> None:
    """Liste de travail, courriels, alerte de qualité ; accès, annexe et droit restent."""
    audit_id = recit.jusqu_au_label()
    recit.ouvrir_les_applications()
    rectifier(recit, audit_id, FAUX)
    annuler(recit, audit_id)
    recit.attendre(1)

    for role in ("PREFET", "AGENCE_NATIONALE"):
        [annule, doute] = a_examiner(recit, role)
        assert "AUDIT_ANNULE" in annule and "CONCLUSION_REMISE_EN_CAUSE" in doute
    assert len(prevenus(tmp_path / "courriels")) == 4
    assert len(set(prevenus(tmp_path / "courriels"))) == 2
    assert recit.dernier(AlerteQualiteEmise).origine == "CONSTAT"
    assert recit.etat() == "LABELLISEE"
    assert [kind for kind in SUITES if recit.annonces(kind)] == []


def test_le_prefet_classe_une_alerte_ou_la_rectification_la_classe_c_7_7(recit: Recit) -> None:
    audit_id = recit.jusqu_au_label()
    assert recit.demander(ClasserAlerte, CANTAL, code="QUALITE", motif="x").code == "AlerteInconnue"
    rectifier(recit, audit_id, FAUX)
    rectifier(recit, audit_id, JUSTE)
    assert a_examiner(recit, "PREFET") == []

    annuler(recit, audit_id)
    assert recit.demander(ClasserAlerte, CANTAL, code="AUDIT_ANNULE").code == "MotifManquant"
    recit.obtenir(ClasserAlerte, CANTAL, code="AUDIT_ANNULE", motif="vérification faite")
    assert a_examiner(recit, "PREFET") == a_examiner(recit, "AGENCE_NATIONALE") == []
    assert recit.evenements().count("AlerteClassee") == 2


def test_une_alerte_ne_survit_pas_au_label_c_7_7(recit: Recit) -> None:
    """Le préfet met en demeure, puis retire : il l'a décidé, l'alerte n'attend plus."""
    audit_id = recit.jusqu_au_label()
    annuler(recit, audit_id)
    recit.attendre(120)
    [avant] = a_examiner(recit, "PREFET")
    assert "conflit d'intérêts" in avant
    manquement = {"critere": "LOC-02", "constat": "la cloison laisse passer les voix"}
    recit.obtenir(MettreEnDemeure, CANTAL, manquements=[manquement])
    le = recit.maintenant.astimezone(PARIS).date()
    recit.obtenir(RetirerLabel, CANTAL, date_effet=le, motif="audit annulé")
    assert a_examiner(recit, "PREFET") == []

"""Ce qu'un label permet tient à ses dates : ni avant ce qui le fonde, ni après sa fin."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from console.essai.demo import engager
from services.labellisation.dossier.commands import LabelliserStructure
from services.labellisation.label.commands import MettreEnDemeure, RetirerLabel
from services.onboarding.raccordement.commands import CreerCompte, InscrireAgents, RenouvelerLien
from shared.clock import PARIS, days_after
from shared.contracts.labellisation import LabelRetire, StructureLabellisee
from shared.contracts.onboarding import (
    AnnexeARetirer,
    AnnexeStructureGeneree,
    ApplicationsOuvertes,
    CompteStructureCree,
    LienInscriptionEnvoye,
)
from shared.messages.actors import Acteur
from tests.scenarios.recit import CANTAL, PORTEUR, Recit, raconter

BANQUE = Acteur(role="BANQUE_DES_TERRITOIRES", id="Banque des territoires")
MANQUEMENTS = [{"critere": "AGT-01", "constat": "un seul agent présent"}]
AGENTS = [{"courriel": f"agent{rang}@maison-estives.example"} for rang in (1, 2)]


def retirer(recit: Recit, date_effet: date) -> str | None:
    dit: dict[str, Any] = {"date_effet": date_effet, "motif": "locaux fermés"}
    return recit.demander(RetirerLabel, CANTAL, **dit).code


def mettre_fin(recit: Recit) -> None:
    recit.obtenir(MettreEnDemeure, CANTAL, manquements=MANQUEMENTS)
    retirer(recit, recit.maintenant.astimezone(PARIS).date())
    assert recit.annonces(LabelRetire) == 1


def test_un_label_d_avant_son_audit_est_refuse_inv_01(recit: Recit) -> None:
    """L'audit conclu le 19 octobre ne fonde pas un label du 2 juillet."""
    recit.remonter()
    recit.signaler()
    recit.accorder(recit.auditer())

    refus = recit.demander(LabelliserStructure, CANTAL, date_effet=date(2019, 7, 2))

    assert refus.code == "EffetAvantDecision"
    assert recit.annonces(StructureLabellisee) == 0
    assert recit.labelliser().accepted


def test_un_retrait_d_avant_le_label_est_refuse_c_7_16(recit: Recit) -> None:
    """Il viderait de tout jour la période pendant laquelle la structure eut le label."""
    recit.jusqu_au_label()
    recit.attendre(120)
    recit.obtenir(MettreEnDemeure, CANTAL, manquements=MANQUEMENTS)

    assert retirer(recit, date(2018, 6, 30)) == "FinAvantLabel"

    effet = recit.dernier(StructureLabellisee).date_effet
    assert retirer(recit, days_after(effet, -1)) == "FinAvantLabel"
    assert recit.annonces(LabelRetire) == 0 and recit.etat() == "SOUS_MISE_EN_DEMEURE"


def test_apres_le_retrait_ni_lien_ni_compte_inv_13(recit: Recit) -> None:
    recit.jusqu_au_label()
    recit.attendre(95)
    envoye = recit.dernier(LienInscriptionEnvoye)
    mettre_fin(recit)

    label = {"label_id": envoye.label_id}
    jeton = recit.programme.signature.jeton(envoye.label_id, envoye.lien_id)
    refus = [
        recit.demander(RenouvelerLien, BANQUE, **label).code,
        recit.demander(CreerCompte, PORTEUR, jeton=jeton).code,
    ]

    assert refus == ["LabelSansEffet", "LabelSansEffet"]
    assert (recit.annonces(LienInscriptionEnvoye), recit.annonces(CompteStructureCree)) == (1, 0)


def test_apres_le_retrait_aucune_application_ne_s_ouvre_inv_13(recit: Recit) -> None:
    recit.jusqu_au_label()
    [(jour, creer)] = recit.acteurs.reagir(recit.dernier(LienInscriptionEnvoye))
    recit.clock.advance(jour)
    assert recit.envoyer(creer).accepted
    recit.attendre(95)
    mettre_fin(recit)

    label = {"label_id": recit.dernier(CompteStructureCree).label_id}
    refus = recit.demander(InscrireAgents, PORTEUR, agents=AGENTS, **label)

    assert (refus.code, recit.annonces(ApplicationsOuvertes)) == ("LabelSansEffet", 0)


@pytest.mark.parametrize(("labellisee", "annexes"), [(True, 1), (False, 0)])
def test_le_neuvieme_operateur_n_etablit_l_annexe_que_d_une_labellisee_inv_09(
    tmp_path: Path, labellisee: bool, annexes: int
) -> None:
    with raconter(tmp_path, sans="CNAV") as recit:
        recit.jusqu_au_label()
        recit.attendre(95)
        assert recit.annonces(AnnexeStructureGeneree) == 0
        if not labellisee:
            mettre_fin(recit)

        jour = recit.maintenant.astimezone(PARIS).date()
        assert recit.envoyer(engager("15", "CNAV", jour)).accepted

        assert recit.annonces(AnnexeStructureGeneree) == annexes
        assert recit.annonces(AnnexeARetirer) == 0

"""Un audit revu après coup, avec le dossier qui l'attend : remarques, annulation, rectification."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

from console.contrats.explications import exemples
from console.execution.boite_locale import BoiteLocale
from console.execution.embedded import Programme
from console.imports.geographie import charger, lire_dossier
from services.audit.conduite.commands import (
    AnnulerAudit,
    CloreVisite,
    ConclureAudit,
    ConstaterCriteres,
    DebuterVisite,
    PlanifierVisite,
    RectifierConstat,
    RemplacerAudit,
)
from services.audit.missions.commands import ConstituerMission, DesignerEquipe
from services.audit.remarques.commands import FormulerRemarque, LeverRemarque, TraiterRemarque
from services.labellisation.dossier.commands import RemonterStructure, SignalerStructure
from shared.clock import PARIS, SimulatedClock
from shared.contracts import Contract
from shared.contracts.audit import AuditDeclenche, ConclusionRemiseEnCause, RemarqueFormulee
from shared.messages.actors import Acteur
from shared.messages.commands import Command
from tests.audit.envois import AGENCE, AUDITEUR, GRILLE, MEMBRES, MISSION, conforme
from tests.contracts.language import ROOT

DEBUT = datetime(2019, 10, 1, 9, tzinfo=PARIS)
IGA = Acteur(role="AUDITEUR", id="auditeur IGA 4", organisme="IGA")
PREUVE = {"empreinte": "0" * 64, "nom": "cloison.jpg", "type": "image/jpeg", "taille": 9}


class Recit:
    """Le programme entier, et ce qu'on y demande d'une structure."""

    def __init__(self, programme: Programme) -> None:
        self.programme, self.rang = programme, 0
        remontee = dict(exemples("demandes", "RemonterStructure")[0]["payload"])
        self.maison = UUID(remontee["structure_id"])
        self.prefet = Acteur.model_validate(remontee["acteur"])
        self.porteur = Acteur(role="PORTEUR", id="porteur", structure_id=self.maison)
        assert programme.send(RemonterStructure.model_validate(remontee)).accepted
        self.demander(ConstituerMission, AGENCE, mission_id=MISSION, intitule="x", membres=MEMBRES)

    def demander(self, kind: type[Command], acteur: Acteur, **dit: Any) -> str:
        """Le code du refus ; vide, si la demande est acceptée."""
        self.rang += 1
        entete = {"message_id": uuid5(self.maison, f"recit {self.rang}"), "acteur": acteur}
        reponse = self.programme.send(kind.model_validate({**entete, **dit}))
        self.programme.settle()
        return reponse.code

    def sur_audit(self, kind: type[Command], acteur: Acteur, **dit: Any) -> str:
        ou = {"structure_id": self.maison, "audit_id": self.audit_id}
        return self.demander(kind, acteur, **ou, **dit)

    def signaler(self) -> str:
        return self.demander(SignalerStructure, self.prefet, structure_id=self.maison)

    @property
    def faits(self) -> list[Contract]:
        dits: list[Contract] = []
        self.programme.observe(dits.append)
        self.programme.settle()
        return dits

    def derniers(self, kind: type[Any]) -> Any:
        return [fait for fait in self.faits if isinstance(fait, kind)][-1]

    @property
    def audit_id(self) -> UUID:
        declenche: AuditDeclenche = self.derniers(AuditDeclenche)
        return declenche.audit_id

    def visiter(self, par: Acteur, *fautes: str) -> list[str]:
        """De l'équipe à la conclusion ; les codes des refus, s'il y en a."""
        membres = [membre for membre in MEMBRES if membre["id"] == par.id]
        equipe = {"mission_id": MISSION, "membres": membres, "responsable": par.id}
        constats = [
            conforme(c.code, "NON_CONFORME" if c.code in fautes else "CONFORME")
            for c in GRILLE.applicables(mobile=False)
        ]
        suite: list[tuple[type[Command], Acteur, dict[str, Any]]] = [
            (DesignerEquipe, AGENCE, equipe),
            (PlanifierVisite, par, {"le": DEBUT.date()}),
            (DebuterVisite, par, {}),
            (ConstaterCriteres, par, {"constats": constats}),
            *((FormulerRemarque, par, {"critere": c, "texte": "à revoir"}) for c in fautes),
            (CloreVisite, par, {}),
            (ConclureAudit, par, {}),
        ]
        codes = [self.sur_audit(kind, acteur, **dit) for kind, acteur, dit in suite]
        return [code for code in codes if code]

    def etat(self) -> str:
        [dossier] = self.programme.rows("labellisation", "SELECT etat FROM dossiers")
        return str(dossier["etat"])


@pytest.fixture
def recit(tmp_path: Path) -> Iterator[Recit]:
    with BoiteLocale(tmp_path / "courriels") as boite:
        options = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(boite.port)}
        with closing(Programme(tmp_path, SimulatedClock(DEBUT), options)) as programme:
            geographie = lire_dossier(ROOT / "console" / "echantillon", 2024)
            charger(programme.components["labellisation"], geographie)
            yield Recit(programme)


def test_refusee_pour_peu_remarques_levees_signalee_encore_auditee_en_entier(
    recit: Recit,
) -> None:
    """C.7-1, A-014, A-016, A-017 : le second audit est complet, et concluant."""
    assert recit.signaler() == ""
    premier = recit.audit_id
    assert recit.visiter(AUDITEUR, "LOC-02") == []
    assert recit.etat() == "NON_RETENUE"

    remarque = recit.derniers(RemarqueFormulee).remarque_id
    dit = {"remarque_id": remarque, "reponse": "cloison rehaussée", "preuves": [PREUVE]}
    assert recit.sur_audit(TraiterRemarque, recit.porteur, **dit) == ""
    assert recit.sur_audit(LeverRemarque, recit.prefet, remarque_id=remarque) == ""
    assert [f for f in recit.faits if type(f).__name__ == "RemarquesIntegralementLevees"]

    assert recit.signaler() == ""
    declenche = recit.derniers(AuditDeclenche)
    assert declenche.audit_id != premier and declenche.remplace is None
    assert recit.visiter(AUDITEUR) == []
    assert recit.etat() == "EN_ATTENTE_ACCORD"


def test_un_conflit_d_interets_decouvert_apres_coup_fait_recommencer_par_d_autres(
    recit: Recit,
) -> None:
    """C.7-5, INV-06, A-002 : le même signalement, un autre audit, d'autres auditeurs."""
    recit.signaler()
    assert recit.visiter(AUDITEUR) == []
    annule = recit.audit_id
    assert recit.etat() == "EN_ATTENTE_ACCORD"

    assert recit.sur_audit(AnnulerAudit, AGENCE, motif="il conseillait le porteur") == ""

    assert recit.etat() == "SIGNALEE"
    assert recit.sur_audit(RemplacerAudit, AGENCE) == ""
    premier, second = (fait for fait in recit.faits if isinstance(fait, AuditDeclenche))
    assert (premier.audit_id, second.remplace) == (annule, annule)
    assert premier.signalement_id == second.signalement_id
    assert recit.visiter(AUDITEUR)[0] == "RolesConfondus"
    assert recit.visiter(IGA) == []
    assert recit.etat() == "EN_ATTENTE_ACCORD"


def test_un_constat_faux_se_rectifie_et_la_conclusion_remise_en_cause_se_dit(
    recit: Recit,
) -> None:
    """C.7-7, INV-07 : rien n'est retiré en silence, et rien n'est effacé."""
    recit.signaler()
    recit.visiter(AUDITEUR)
    constat = conforme("LOC-02", "NON_CONFORME")

    assert recit.sur_audit(RectifierConstat, AUDITEUR, constat=constat) == "MotifManquant"
    assert recit.sur_audit(RectifierConstat, AUDITEUR, constat=constat, motif="autre local") == ""

    dite: ConclusionRemiseEnCause = recit.derniers(ConclusionRemiseEnCause)
    assert (dite.audit_id, dite.concluant) == (recit.audit_id, False)
    assert [critere.code for critere in dite.criteres] == ["LOC-02"]

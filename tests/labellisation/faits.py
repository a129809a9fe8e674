"""Une structure menée de sa remontée à son label : les faits que les essais partagent."""

from datetime import date
from uuid import UUID, uuid5

from services.labellisation.dossier.domain.candidature import LigneRemontee
from services.labellisation.dossier.domain.dossier import DeclarationEnregistree
from services.labellisation.dossier.domain.evenements.candidature import (
    StructureRemontee,
    StructureSignalee,
)
from services.labellisation.dossier.domain.evenements.instruction import (
    AccordPrealableDonne,
    AuditConcluantEnregistre,
    StructureLabellisee,
    StructureNonRetenue,
)
from services.labellisation.dossier.domain.instruction import NonConclusion
from shared.structures import FicheEnregistree, MaillageEnregistre, SyntheseEnregistree
from tests.gwt import SUBJECT, fact

MAISON, AUDIT = UUID(int=46), UUID(int=7)
FICHE: FicheEnregistree = {"nom": "Maison des Estives", "departement": "15"}
MAILLAGE: MaillageEnregistre = {
    "departement": "Cantal",
    "canton": "Murat",
    "epci": "CC Hautes Terres",
    "millesime": "2024",
}
DECLARATION: DeclarationEnregistree = {"evaluation": {"HOR-01": "OUI"}, "agents": 2, "etp": 2.0}
LIGNE = LigneRemontee(FICHE, MAILLAGE, DECLARATION, fichier="abc", ligne=2)

SIGNALEMENT, ACCORD = uuid5(SUBJECT, "signalement 1"), uuid5(AUDIT, "accord")
ACCORD_LE = date(2019, 12, 20)
SYNTHESE: SyntheseEnregistree = {
    "audit_id": str(AUDIT),
    "conclu_le": "2019-12-10",
    "referentiel": "FS-2019-07",
    "organismes": [],
    "agents": 2,
    "etp": 2.0,
    "constats": [],
}
NON_CONCLUSION = NonConclusion(
    audit_id=AUDIT,
    motif_principal="ETP_INSUFFISANTS",
    motif_libelle="absence des deux équivalents temps plein exigés",
    issue="REMARQUES_MINEURES",
    criteres=[{"code": "AGT-01", "libelle": "Deux agents", "remarque": ""}],
    referentiel="FS-2019-07",
)

STRUCTURE_REMONTEE = fact(StructureRemontee, structure_id=MAISON, **LIGNE._asdict())
STRUCTURE_SIGNALEE = fact(
    StructureSignalee, signalement_id=SIGNALEMENT, prefecture="préfecture 15", fiche=FICHE
)
AUDIT_CONCLUANT = fact(
    AuditConcluantEnregistre, auditeurs=["auditeur A"], synthese=SYNTHESE, fiche=FICHE
)
NON_RETENUE = fact(StructureNonRetenue, fiche=FICHE, **vars(NON_CONCLUSION))
ACCORD_DONNE = fact(
    AccordPrealableDonne,
    accord_id=ACCORD,
    audit_id=AUDIT,
    accord_le="2019-12-20",
    accorde_par="agence nationale",
    autorite="CGET",
    fiche=FICHE,
)
LABEL = fact(
    StructureLabellisee,
    label_id=uuid5(ACCORD, "label"),
    prefecture="préfecture 15",
    date_effet="2020-01-01",
    accord_id=ACCORD,
    accord_le="2019-12-20",
    fiche=FICHE,
    maillage=MAILLAGE,
    synthese=SYNTHESE,
)

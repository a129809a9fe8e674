"""Ce que chaque gabarit reçoit, tel que les faits le disent."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from services.notifications.courriels.effects.rendu import composer
from services.notifications.courriels.policies.destinataires import contrat
from services.notifications.courriels.policies.destinataires import variables as variables_du_fait
from services.notifications.courriels.rules.catalogue import charger_catalogue
from tests.contracts.language import sample

CATALOGUE = charger_catalogue()
CAS = [(nom, role) for nom, each in CATALOGUE.gabarits.items() for role in each.destinataires]
tous = pytest.mark.parametrize(("gabarit", "role"), CAS)
LABEL = "5f0d6c1e-7a53-5b0e-9d0c-2f6a1f5c9b11"
AUDIT = "0b9a7f2e-64c1-5d3e-8a71-9c2f4e7d1a22"
STRUCTURE = "6c6e2f5a-11d2-5c44-b1f0-3a7be0c9d433"
URL = "https://plateforme.example/inscription?jeton=abc.def&etape=1"
PDF, DOCX = "ab" * 32, "cd" * 32
LE = datetime(2019, 12, 20, 9, tzinfo=UTC)

COMMUNES: dict[str, Any] = {
    "structure_id": STRUCTURE,
    "survenu_le": "2019-12-20T10:00:00+01:00",
    "structure": {
        "matricule": "15-01",
        "nom": "Maison des Estives",
        "departement": "15",
        "commune": "Allanche",
        "commune_insee": "15001",
        "courriel": "accueil@maison-estives.example",
    },
}
VARIABLES: dict[str, dict[str, Any]] = {
    "structure_labellisee": {
        "date_effet": "2020-01-01",
        "prefecture": "préfecture 15",
        "referentiel": "FS-2019-07",
        "accord_le": "2019-12-18",
        "label_id": LABEL,
        "audit_id": AUDIT,
    },
    "structure_non_retenue": {
        "motif_principal": "ETP_INSUFFISANTS",
        "motif_libelle": "absence des deux équivalents temps plein exigés",
        "issue": "REMARQUES_MINEURES",
        "criteres": [
            {"code": "AGE-01", "libelle": "Deux agents au moins", "remarque": "1,5 constaté"},
            {"code": "HOR-01", "libelle": "Ouverture 5 jours par semaine", "remarque": ""},
        ],
        "referentiel": "FS-2019-07",
    },
    "droit_au_forfait_ouvert": {
        "annee": 2020,
        "montant_centimes": 3_000_000,
        "parts_centimes": {"FPNPT": 2_600_000, "FNFS": 400_000},
        "regles": ["FORFAIT-2020-POSTE"],
        "source": "A-032, SRC[gazette23]",
        "label_id": LABEL,
    },
    "droit_au_forfait_refuse": {
        "annee": 2025,
        "raison": "Le barème ne prévoit aucun montant le 01/01/2025.",
        "label_id": LABEL,
    },
    "lien_inscription": {
        "url": URL,
        "expire_le": "2020-01-31T09:00:00Z",
        "lien_id": LABEL,
        "label_id": LABEL,
    },
    "lien_acces": {
        "url": URL,
        "expire_le": "2020-02-04T09:00:00Z",
        "lien_id": LABEL,
        "label_id": LABEL,
    },
    "applications_ouvertes": {
        "applications": ["BUREAU", "REPORTING", "ADMINISTRATION_PLUS"],
        "agents": 2,
    },
    "annexe_etablie": {
        "annexe_id": LABEL,
        "reference": "ANNEXE-15-0001",
        "etablie_le": "2020-01-10",
        "fichier_pdf": "annexes/15/15-01.pdf",
        "empreinte_pdf": PDF,
        "fichier_docx": "annexes/15/15-01.docx",
        "empreinte_docx": DOCX,
    },
    "annexe_en_attente": {"operateurs_manquants": ["POLE_EMPLOI", "DGFIP"]},
    "accord_prealable_demande": {"audit_id": AUDIT, "referentiel": "FS-2019-07"},
}


def variables(gabarit: str, role: str, **autres: Any) -> dict[str, Any]:
    """Celles écrites ici ; à défaut, celles de l'exemple du fait que le gabarit annonce."""
    propres = VARIABLES[gabarit] if gabarit in VARIABLES else du_fait(gabarit)
    return {**propres, **COMMUNES, "role": role, **autres}


def du_fait(gabarit: str) -> dict[str, Any]:
    """Ce que l'exemple publié de son fait lui donne."""
    kind = contrat(CATALOGUE.gabarits[gabarit].fait)
    return variables_du_fait(kind.read(sample(f"{kind.__name__}.v1")))


def courriel(
    gabarit: str, recues: Mapping[str, Any], message_id: str = "<un@example.org>"
) -> EmailMessage:
    return composer(
        gabarit,
        recues,
        destinataire="accueil@maison-estives.example",
        expediteur="France Services <ne-pas-repondre@france-services.example>",
        message_id=message_id,
        date=LE,
    )


def relu(message: EmailMessage) -> EmailMessage:
    """As a reader's software finds it, from the bytes."""
    found = message_from_bytes(message.as_bytes(), policy=default)
    assert isinstance(found, EmailMessage)
    return found


def texte(message: EmailMessage) -> str:
    return contenu(message, "plain")


def html(message: EmailMessage) -> str:
    return contenu(message, "html")


def contenu(message: EmailMessage, kind: str) -> str:
    body = relu(message).get_body((kind,))
    assert isinstance(body, EmailMessage)
    found = body.get_content()
    assert isinstance(found, str)
    return found.replace("\r\n", "\n")

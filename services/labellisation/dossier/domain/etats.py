"""Les états d'un dossier, et comment on les nomme."""

from typing import Literal

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

CANDIDATES: tuple[Etat, ...] = ("PRESSENTIE", "REMONTEE", "EN_MONTEE_EN_GAMME", "NON_RETENUE")
INSTRUITES: tuple[Etat, ...] = ("SIGNALEE", "EN_AUDIT", "EN_ATTENTE_ACCORD", "ACCORD_DONNE")
SOUS_LABEL: tuple[Etat, ...] = ("LABELLISEE", "SOUS_MISE_EN_DEMEURE", "SUSPENDUE")
VIVANTES: tuple[Etat, ...] = (*CANDIDATES, *INSTRUITES, *SOUS_LABEL, "RETIREE", "ANTENNE")
IMPORTABLES: tuple[Etat, ...] = ("PRESSENTIE", "REMONTEE", "LABELLISEE", "ANTENNE")

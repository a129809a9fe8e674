"""Le rapport mis en page : les mots que cite le gabarit, tirés du seul contenu signé."""

import json
from datetime import date
from hashlib import sha256
from typing import cast

from services.audit.conduite.domain.bilan import RESULTATS
from services.audit.conduite.domain.constats import MODES
from services.audit.conduite.domain.contradictoire import SILENCES
from services.audit.conduite.rules import Silence
from services.audit.rapports.domain.contenu import Contenu, PhaseContradictoire
from services.audit.remarques.domain import ETATS
from shared.typographie import jour_long

GABARIT = "rapport-2019-07"
ISSUES = {
    "REMARQUES_MINEURES": "des remarques mineures, à lever",
    "MONTEE_EN_GAMME_REELLE": "une réelle montée en gamme est attendue",
}
Page = dict[str, object]
"""Les champs que le gabarit met en page, en valeurs de JSON."""


def mettre_en_page(contenu: Contenu) -> Page:
    """Le même contenu, en mots : dates longues, libellés, empreinte de ce qui est signé."""
    phase, conclusion = contenu["contradictoire"], contenu["conclusion"]
    return {
        **contenu,
        "gabarit": GABARIT,
        "empreinte": empreinte(contenu),
        "regles": [f"{objet} : {regle}" for objet, regle in contenu["regles"].items()],
        "jour": contenu["dates"]["signature"],
        "dates": {nom: long(str(le)) for nom, le in contenu["dates"].items()},
        "criteres": [
            {**each, "resultat_dit": RESULTATS[each["resultat"]], "mode_dit": MODES[each["mode"]]}
            for each in contenu["criteres"]
        ],
        "remarques": [{**each, "etat": ETATS[each["etat"]]} for each in contenu["remarques"]],
        "contradictoire": _phase(phase) if phase else None,
        "conclusion": {**conclusion, "issue": ISSUES.get(conclusion.get("issue", ""), "")},
    }


def empreinte(contenu: Contenu) -> str:
    """L'empreinte du contenu signé, quel que soit l'ordre de ses champs."""
    texte = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(texte.encode()).hexdigest()


def long(le: str) -> str:
    return jour_long(date.fromisoformat(le)) if le else ""


def _phase(phase: PhaseContradictoire) -> Page:
    observations = [{**each, "le": long(each["le"])} for each in phase["observations"]]
    silence = SILENCES[cast(Silence, phase["silence"])] if phase["silence"] else ""
    return {"jusqu_au": long(phase["jusqu_au"]), "silence": silence, "observations": observations}

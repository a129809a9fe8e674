"""Un audit face à un autre référentiel : le verdict, et les critères sans constat."""

from collections.abc import Mapping
from typing import Literal, get_args
from uuid import UUID

from typing_extensions import TypedDict

from services.audit.conduite.domain.audit import Audit, ConstatRetenu
from services.audit.referentiels.domain import ecarts
from services.audit.referentiels.rules.chargement import charger_referentiel
from services.audit.referentiels.rules.grille import Critere, ModeAdmis, Referentiel
from shared.recording.application import Service

Verdict = Literal["CONCLUANT", "NON_CONCLUANT", "INCOMPLET"]
VERDICTS: dict[Verdict, str] = {
    "CONCLUANT": "aurait été concluant",
    "NON_CONCLUANT": "n'aurait pas été concluant",
    "INCOMPLET": "ne permet pas de conclure",
}


class SimulationDAudit(TypedDict):
    """Le verdict sous un référentiel, les critères en faute et ceux sans constat."""

    referentiel: str
    verdict: Verdict
    phrase: str
    non_conformes: list[str]
    non_constates: list[str]


def simuler_audit(service: Service, audit_id: UUID, referentiel: str) -> SimulationDAudit:
    """L'audit demandé face à ce référentiel ; refuse si l'un ou l'autre est inconnu."""
    audit = service.load_or_refuse(Audit, audit_id)
    return simuler(audit, charger_referentiel(audit.referentiel), charger_referentiel(referentiel))


def simuler(audit: Audit, sien: Referentiel, autre: Referentiel) -> SimulationDAudit:
    """Sans rien décider : même un référentiel reconstitué, annoncé ou abrogé se simule."""
    constats = {
        critere.code: constat
        for critere in sien.applicables(audit.mobile)
        if (constat := audit.constats.get(critere.code)) and constat["mode"] in get_args(ModeAdmis)
    }
    lus = {c.code: lu(constats, sien, c) for c in autre.applicables(audit.mobile)}
    fautifs = [code for code, resultat in lus.items() if resultat == "NON_CONFORME"]
    inconnus = [code for code, resultat in lus.items() if resultat is None]
    verdict: Verdict = "NON_CONCLUANT" if fautifs else "INCOMPLET" if inconnus else "CONCLUANT"
    return {
        "referentiel": autre.id,
        "verdict": verdict,
        "phrase": f"Sous {autre.id}, l'audit {VERDICTS[verdict]}.",
        "non_conformes": fautifs,
        "non_constates": inconnus,
    }


def lu(constats: Mapping[str, ConstatRetenu], sien: Referentiel, critere: Critere) -> str | None:
    """Par les mesures, où qu'elles aient été prises ; sinon, si le même contrôle a été fait."""
    if critere.seuil:
        mesures: dict[str, float] = {}
        for constat in constats.values():
            mesures |= constat["valeurs"]
        if any(seuil.mesure not in mesures for seuil in critere.seuil):
            return None
        return "NON_CONFORME" if ecarts(critere, mesures) else "CONFORME"
    constate = constats.get(critere.code)
    if constate is None or sien.critere(critere.code).controle != critere.controle:
        return None
    return None if constate["resultat"] == "NON_VERIFIE" else constate["resultat"]

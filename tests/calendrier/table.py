"""Le même tableau par année, demandé aux services par leurs questions."""

from collections import Counter
from datetime import date
from typing import Any

from console.execution.embedded import Programme
from services.funding.forfait.questions import droits_de_l_annee
from services.funding.garantie.questions import MSAPSuivie, garanties_dues, msap_suivies
from services.funding.releve.questions.releve import en_texte, relever
from services.labellisation.label.questions.comptage import compte_du_jour

ANNEES = range(2019, 2027)
NON_VENTILE = "non ventilé"
Ligne = dict[str, Any]


def tableau(programme: Programme) -> dict[str, Ligne]:
    return {str(annee): ligne(programme, annee) for annee in ANNEES}


def ligne(programme: Programme, annee: int) -> Ligne:
    """Ce que répondent, d'une année, le registre des labels, le relevé et le suivi des MSAP."""
    labellisation, funding = (programme.components[n].model for n in ("labellisation", "funding"))
    compte = compte_du_jour(labellisation, f"{annee}-12-31", None, None)
    releve = en_texte(relever(funding, annee))
    forfaits = [each for each in releve["lignes"] if each["aide"] == "FORFAIT"]
    fonds = Counter[str]()
    for each in forfaits:
        fonds[each["fonds"] or NON_VENTILE] += each["du"]
    etats = Counter(each["etat"] for each in droits_de_l_annee(funding, annee))
    suivies = msap_suivies(funding, date(annee, 12, 31))
    return {
        "labels": compte["labellisees"],
        "suspendus": compte["suspendues"],
        "droits": dict(sorted(etats.items())),
        "du": {nom: montant for nom, montant in sorted(fonds.items()) if montant},
        "notifie": sum(each["notifie"] for each in forfaits),
        "verse": sum(each["verse"] for each in forfaits),
        "msap": sum(each["du"] <= f"{annee}-12-31" <= each["fin"] for each in suivies),
        "msap_du": sum(each["montant_centimes"] for each in garanties_dues(funding, annee)),
        "msap_expirees": sum(_expiree(each, annee) for each in suivies) if annee < 2022 else 0,
    }


def interruptions(programme: Programme) -> list[MSAPSuivie]:
    """C.7-9 : les MSAP labellisées après le terme, et leurs jours sans financement."""
    suivies = msap_suivies(programme.components["funding"].model, date(2026, 12, 31))
    return [each for each in suivies if each["interruption_jours"] and each["label_le"]]


def _expiree(suivie: MSAPSuivie, annee: int) -> bool:
    """Au terme, rien n'avait arrêté sa garantie."""
    return suivie["raison"] in ("", "TERME") and suivie["fin"] == f"{annee}-12-31"

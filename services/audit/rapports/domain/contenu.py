"""Le contenu d'un rapport : l'audit tel qu'il est au jour de la signature, et rien d'autre."""

from datetime import date
from typing import NotRequired

from typing_extensions import TypedDict

from services.audit.conduite.domain.audit import (
    Audit,
    Membre,
    Mode,
    ObservationsRecues,
    Resultat,
)
from services.audit.referentiels.rules.grille import Critere, Referentiel
from services.audit.remarques.domain import Remarques, RemarqueSuivie


class Grille(TypedDict):
    id: str
    base: str


class Dates(TypedDict):
    """Des jours ISO 8601 ; vides, pour ce qui n'a pas eu lieu."""

    prevue: str
    debut: str
    fin: str
    conclusion: str
    signature: str


class PieceCitee(TypedDict):
    nom: str
    empreinte: str


class CritereConstate(TypedDict):
    """Un critère applicable, et le constat qui vaut."""

    code: str
    libelle: str
    resultat: Resultat
    mode: Mode
    auteur: str
    organisme: str
    remarque: str
    valeurs: dict[str, float]
    preuves: list[PieceCitee]


class PhaseContradictoire(TypedDict, total=False):
    """Vide, si aucune phase contradictoire n'a été ouverte."""

    jusqu_au: str
    silence: str
    observations: list[ObservationsRecues]


class ConclusionSignee(TypedDict):
    concluant: bool
    le: str
    motif: NotRequired[str]
    issue: NotRequired[str]
    en_cause: list[str]


class Contenu(TypedDict):
    """Des textes et des dates ISO ; la mise en page vient du gabarit."""

    audit_id: str
    signalement_id: str
    structure: dict[str, str]
    referentiel: Grille
    mobile: bool
    regles: dict[str, str]
    equipe: list[Membre]
    responsable: str
    dates: Dates
    criteres: list[CritereConstate]
    remarques: list[RemarqueSuivie]
    contradictoire: PhaseContradictoire
    conclusion: ConclusionSignee
    rang: int


def contenu_de(
    audit: Audit, referentiel: Referentiel, remarques: Remarques | None, le: date
) -> Contenu:
    """Celui de la prochaine version du rapport, signée ce jour-là."""
    structure = {k: str(v or "") for k, v in audit.structure.items() if k != "courriel"}
    return {
        "audit_id": str(audit.id),
        "signalement_id": str(audit.signalement_id),
        "structure": structure,
        "referentiel": {"id": referentiel.id, "base": referentiel.base_juridique},
        "mobile": audit.mobile,
        "regles": {"grille": referentiel.id, **audit.regles},
        "equipe": audit.equipe,
        "responsable": audit.responsable,
        "dates": _dates(audit, le),
        "criteres": [_ligne(audit, critere) for critere in referentiel.applicables(audit.mobile)],
        "remarques": remarques.suivies() if remarques else [],
        "contradictoire": _phase(audit),
        "conclusion": _conclusion(audit),
        "rang": len(audit.rapports) + 1,
    }


def _dates(audit: Audit, le: date) -> Dates:
    return {
        "prevue": audit.visites[-1] if audit.visites else "",
        "debut": audit.debutee_le,
        "fin": audit.close_le,
        "conclusion": audit.conclusion["le"] if audit.conclusion else "",
        "signature": le.isoformat(),
    }


def _ligne(audit: Audit, critere: Critere) -> CritereConstate:
    constat = audit.constats[critere.code]
    return {
        "code": critere.code,
        "libelle": critere.libelle,
        "resultat": constat["resultat"],
        "mode": constat["mode"],
        "auteur": constat["auteur"],
        "organisme": constat["organisme"],
        "remarque": constat["remarque"],
        "valeurs": constat["valeurs"],
        "preuves": [
            {"nom": each["nom"], "empreinte": each["empreinte"]} for each in constat["preuves"]
        ],
    }


def _phase(audit: Audit) -> PhaseContradictoire:
    phase = audit.contradictoire
    if phase is None:
        return {}
    return {
        "jusqu_au": phase["jusqu_au"],
        "silence": phase["silence"],
        "observations": phase["observations"],
    }


def _conclusion(audit: Audit) -> ConclusionSignee:
    assert audit.conclusion, "a report is signed once the audit is concluded"
    return {**audit.conclusion, "en_cause": audit.en_cause}

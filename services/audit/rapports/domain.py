"""Ce que dit un rapport : l'audit tel qu'il est au jour de la signature, et rien d'autre."""

from typing import Any

from services.audit.conduite.domain.audit import Audit
from services.audit.referentiels.rules.referentiel import Critere, Referentiel
from services.audit.remarques.domain import Remarques


def contenu_de(
    audit: Audit, referentiel: Referentiel, remarques: Remarques | None, le: str
) -> dict[str, Any]:
    """Des textes et des dates ISO ; la mise en page vient du gabarit."""
    structure = {k: v for k, v in audit.structure.items() if k != "courriel"}
    return {
        "audit_id": str(audit.id),
        "signalement_id": str(audit.signalement_id),
        "structure": {nom: valeur or "" for nom, valeur in structure.items()},
        "referentiel": {"id": referentiel.id, "base": referentiel.base_juridique},
        "mobile": audit.mobile,
        "regles": {"grille": referentiel.id, **audit.regles},
        "equipe": audit.equipe,
        "responsable": audit.responsable,
        "dates": {
            "prevue": audit.visites[-1] if audit.visites else "",
            "debut": audit.debutee_le,
            "fin": audit.close_le,
            "conclusion": audit.conclusion["le"],
            "signature": le,
        },
        "criteres": [ligne(audit, critere) for critere in referentiel.applicables(audit.mobile)],
        "remarques": remarques.resume() if remarques else [],
        "contradictoire": audit.contradictoire,
        "conclusion": {**audit.conclusion, "en_cause": audit.en_cause},
        "rang": len(audit.rapports) + 1,
    }


def ligne(audit: Audit, critere: Critere) -> dict[str, Any]:
    constat = audit.constats[critere.code]
    retenus = ("resultat", "mode", "auteur", "organisme", "remarque", "valeurs")
    return {
        "code": critere.code,
        "libelle": critere.libelle,
        **{nom: constat[nom] for nom in retenus},
        "preuves": [{k: each[k] for k in ("nom", "empreinte")} for each in constat["preuves"]],
    }

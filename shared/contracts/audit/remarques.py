"""Les remarques des auditeurs."""

from typing import Literal
from uuid import UUID

from shared.contracts import Contract
from shared.types.annonces import Dit


class RemarqueFormulee(Contract):
    """Un auditeur demande au porteur une amélioration, sur un critère (A-017)."""

    type: Literal["RemarqueFormulée"] = "RemarqueFormulée"
    version: Literal[1] = 1
    audit_id: UUID
    remarque_id: UUID
    critere: Dit
    texte: Dit


class RemarqueLevee(Contract):
    """Ce qu'un auditeur demandait est fait (A-017)."""

    type: Literal["RemarqueLevée"] = "RemarqueLevée"
    version: Literal[1] = 1
    audit_id: UUID
    remarque_id: UUID
    critere: Dit


class RemarquesIntegralementLevees(Contract):
    """Toutes les remarques d'un audit sont levées : la structure peut être signalée à nouveau."""

    type: Literal["RemarquesIntégralementLevées"] = "RemarquesIntégralementLevées"
    version: Literal[1] = 1
    audit_id: UUID
    signalement_id: UUID

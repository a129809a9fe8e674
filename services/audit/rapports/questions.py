"""Un audit entier, tel que son journal le montre."""

import json
from collections.abc import Iterator
from typing import cast
from uuid import UUID

from typing_extensions import TypedDict

from services.audit.conduite.domain.audit import (
    Audit,
    Conclusion,
    ConstatRetenu,
    Membre,
    RapportRetenu,
)
from services.audit.conduite.domain.constats import ConstatEtabli
from services.audit.conduite.domain.cycle import LIBELLES, Etat
from services.audit.conduite.domain.rectification import ConstatRectifie
from services.audit.remarques.domain import Remarques, RemarqueSuivie
from shared.recording.application import Service


class ConstatMontre(ConstatRetenu):
    """Un constat, son rang dans l'histoire de l'audit et, s'il rectifie, lequel il remplace."""

    critere: str
    remplace: int | None
    raison: str


class AuditEntier(TypedDict):
    """Un audit : chaque constat et ses rectifications, ses remarques, ses rapports."""

    audit_id: str
    structure_id: str
    nom: str
    etat: Etat
    etat_dit: str
    referentiel: str
    equipe: list[Membre]
    responsable: str
    visites: list[str]
    conclusion: Conclusion | None
    en_cause: list[str]
    constats: list[ConstatMontre]
    remarques: list[RemarqueSuivie]
    rapports: list[RapportRetenu]


def detail(service: Service, audit_id: UUID) -> AuditEntier:
    """L'audit demandé ; refuse (`Introuvable`) s'il est inconnu."""
    audit = service.load_or_refuse(Audit, audit_id)
    remarques = service.load(Remarques, Remarques.create_id(audit_id))
    shown = {
        "audit_id": audit_id,
        "structure_id": audit.structure_id,
        "nom": audit.nom,
        "etat": audit.etat,
        "etat_dit": LIBELLES[audit.etat],
        "referentiel": audit.referentiel,
        "equipe": audit.equipe,
        "responsable": audit.responsable,
        "visites": audit.visites,
        "conclusion": audit.conclusion,
        "en_cause": audit.en_cause,
        "constats": list(_constats(service, audit_id)),
        "remarques": remarques.suivies() if remarques else [],
        "rapports": audit.rapports,
    }
    return cast(AuditEntier, json.loads(json.dumps(shown, default=str)))


def _constats(service: Service, audit_id: UUID) -> Iterator[ConstatMontre]:
    for stored in service.recorder.select_events(audit_id):
        event = service.mapper.to_domain_event(stored)
        if isinstance(event, ConstatEtabli):
            rectifie = event if isinstance(event, ConstatRectifie) else None
            yield {
                "critere": event.critere,
                **event.retenu(),
                "remplace": rectifie.remplace if rectifie else None,
                "raison": rectifie.raison if rectifie else "",
            }

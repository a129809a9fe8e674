"""De quoi écrire au service d'audit, et relire ce qu'il a enregistré."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid5

from services.audit.conduite.commands import (
    CloreVisite,
    ConclureAudit,
    ConstaterCriteres,
    DebuterVisite,
    PlanifierVisite,
)
from services.audit.conduite.domain.audit import Audit
from services.audit.missions.commands import ConstituerMission, DesignerEquipe
from services.audit.referentiels.rules.chargement import charger_referentiel
from shared.contracts.labellisation import StructureSignalee
from shared.log.readers import recorded_after
from shared.messages.actors import Acteur
from shared.messages.envelope import Envelope, Outcome
from shared.recording.application import Service
from tests.contracts.language import sample

SIGNAL = StructureSignalee.read(sample("StructureSignalee.v1"))
AUDIT = Audit.create_id(SIGNAL.signalement_id)
MAISON = SIGNAL.structure_id
GRILLE = charger_referentiel("FS-2019-07")
TRENTE_HEURES = {
    **dict.fromkeys(["lundi", "mardi", "mercredi", "jeudi", "vendredi"], "9h-12h / 14h-17h"),
    "samedi": "-",
}
AUDITEUR = Acteur(role="AUDITEUR", id="auditeur CGET 15", organisme="CGET")
AGENCE = Acteur(role="AGENCE_NATIONALE", id="agence nationale", organisme="CGET")
PORTEUR = Acteur(role="PORTEUR", id="porteur", structure_id=MAISON)
PHOTO = {"empreinte": "0" * 64, "nom": "cloison.jpg", "type": "image/jpeg", "taille": 9}
MISSION = uuid5(MAISON, "mission")
MEMBRES = [
    {"id": AUDITEUR.id, "organisme": "CGET"},
    {"id": "auditeur IGA 4", "organisme": "IGA"},
    {"id": "auditeur cabinet 7", "organisme": "CABINET"},
]
VISITE_LE = date(2019, 11, 4)


def signaler(service: Service, dit: Mapping[str, Any] = {}, **fiche: Any) -> Outcome:
    decrite = SIGNAL.fiche.model_copy(update={"horaires": TRENTE_HEURES} | fiche)
    signal = SIGNAL.model_copy(update={"fiche": decrite, **dit})
    return service.receive(Envelope.starting(signal))


def demande(kind: type[Any], objet: str, acteur: Acteur = AUDITEUR, **dit: Any) -> Envelope:
    entete = {"message_id": uuid5(MAISON, objet), "acteur": acteur, "structure_id": MAISON}
    return Envelope.starting(kind(**{**entete, "audit_id": AUDIT, **dit}))


def conforme(code: str, resultat: str = "CONFORME") -> dict[str, Any]:
    valeurs = {seuil.mesure: seuil.min for seuil in GRILLE.critere(code).seuil}
    return {"critere": code, "resultat": resultat, "valeurs": valeurs}


def tout_constater(*fautes: str, mobile: bool = False) -> Envelope:
    constats = [
        conforme(c.code, "NON_CONFORME" if c.code in fautes else "CONFORME")
        for c in GRILLE.applicables(mobile)
    ]
    return demande(ConstaterCriteres, "tout", constats=constats)


def enregistres(service: Service, kind: type[Any]) -> list[Any]:
    return [event for _, event in recorded_after(service, 0) if isinstance(event, kind)]


def constituer(
    membres: list[dict[str, str]] = MEMBRES, objet: str = "mission", le: datetime | None = None
) -> Envelope:
    corps = {
        "message_id": uuid5(MISSION, objet),
        "acteur": AGENCE,
        "survenu_le": le,
        "mission_id": MISSION,
        "intitule": "Cantal",
        "membres": membres,
    }
    return Envelope.starting(ConstituerMission.model_validate(corps))


def designer(objet: str = "équipe", **dit: Any) -> Envelope:
    equipe = {"mission_id": MISSION, "membres": MEMBRES[:1], "responsable": AUDITEUR.id}
    return demande(DesignerEquipe, objet, **{"acteur": AGENCE, **equipe, **dit})


def visite(le: date = VISITE_LE) -> list[Envelope]:
    """De la mission au début de la visite."""
    planifier = demande(PlanifierVisite, "planifier", le=le)
    return [constituer(), designer(), planifier, demande(DebuterVisite, "débuter")]


def clore() -> Envelope:
    return demande(CloreVisite, "clore")


def conclusion() -> list[Envelope]:
    return [clore(), demande(ConclureAudit, "fin")]


def tous_acceptes(service: Service, *messages: Envelope) -> None:
    reponses = [service.receive(each) for each in messages]
    assert [each for each in reponses if not each.accepted] == []

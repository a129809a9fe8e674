"""Constituer une mission, programmer ses audits, désigner l'équipe de chacun (A-002, X-02)."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from services.audit.conduite.application import audit_de
from services.audit.conduite.domain.audit import Audit, HorsEquipe, Membre
from services.audit.conduite.domain.visite import EquipeManquante, designer_equipe
from services.audit.missions.commands import (
    ConstituerMission,
    DesignerEquipe,
    MembreEquipe,
    ProgrammerAudits,
)
from services.audit.missions.domain import MissionAudit
from services.audit.missions.rules import (
    Composition,
    Organisme,
    charger_organismes,
    composition_du,
)
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository, found_or_refuse
from shared.rules.dated import Jours

HANDLERS = Handlers("missions")


@HANDLERS.on(ConstituerMission)
def constituer(commande: ConstituerMission, repository: Repository, jours: Jours) -> None:
    """A-002, X-02 : la composition se vérifie dans la mission, pas dans chaque équipe."""
    employeurs = _employeurs(commande.membres, jours.dit)
    composition = composition_du(jours)
    composition.verifier(employeur.genre for employeur in employeurs.values())
    membres, selon = _membres(employeurs), [charger_organismes().id, composition.id]
    mission = _mission(commande.mission_id, repository)
    if mission is None:
        mission = MissionAudit.constituer(commande.mission_id, commande.intitule, membres, selon)
    else:
        mission.recomposer(membres, selon)
    repository.save(mission)


@HANDLERS.on(ProgrammerAudits)
def programmer(commande: ProgrammerAudits, repository: Repository) -> None:
    """A-002."""
    mission = found_or_refuse(
        MissionAudit, commande.mission_id, _mission(commande.mission_id, repository)
    )
    for audit_id in commande.audits:
        repository.load_or_refuse(Audit, audit_id)
    mission.programmer(commande.audits)
    repository.save(mission)


@HANDLERS.on(DesignerEquipe)
def designer(commande: DesignerEquipe, repository: Repository, jours: Jours) -> None:
    """A-002, X-02."""
    audit = audit_de(commande, repository)
    composition = composition_du(jours)
    membres = _membres(_employeurs(commande.membres, jours.dit))
    _verifier_equipe(composition, commande, repository)
    designer_equipe(
        audit,
        commande.mission_id,
        membres,
        commande.responsable,
        composition.id,
        [charger_organismes().id],
    )
    repository.save(audit)


def _mission(mission_id: UUID, repository: Repository) -> MissionAudit | None:
    """Les premières missions ont `mission_id` pour identité."""
    identite = MissionAudit.create_id(mission_id)
    return repository.load(MissionAudit, identite) or repository.load(MissionAudit, mission_id)


def _employeurs(membres: Iterable[MembreEquipe], jour: date) -> dict[str, Organisme]:
    """Par compte, l'organisme qui l'emploie ce jour (X-04) : l'ANCT à la suite du CGET."""
    registre = charger_organismes()
    return {membre.id: registre.titulaire(membre.organisme, jour) for membre in membres}


def _membres(employeurs: dict[str, Organisme]) -> list[Membre]:
    return [
        {"id": compte, "organisme": employeur.id, "genre": employeur.genre}
        for compte, employeur in employeurs.items()
    ]


def _verifier_equipe(
    composition: Composition, commande: DesignerEquipe, repository: Repository
) -> None:
    comptes = [membre.id for membre in commande.membres]
    if commande.responsable not in comptes:
        raise HorsEquipe(f"Le responsable, {commande.responsable}, n'est pas de l'équipe.")
    if commande.mission_id is not None:
        mission = found_or_refuse(
            MissionAudit, commande.mission_id, _mission(commande.mission_id, repository)
        )
        mission.verifier_membres(comptes)
    elif composition.programme:
        raise EquipeManquante(
            f"À cette date, l'équipe se prend dans une mission : dites laquelle, dans "
            f"« mission_id » ({composition.id}).",
            selon=[composition.id],
        )

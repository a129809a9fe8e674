"""La candidature : identifier, remonter, signaler."""

from collections.abc import Sequence
from datetime import date
from typing import cast

from services.labellisation.dossier.application.acces import (
    departement_du_dossier,
    dossier_connu,
    dossier_de,
)
from services.labellisation.dossier.commands import (
    IdentifierStructure,
    RemonterStructure,
    SignalerStructure,
)
from services.labellisation.dossier.domain import candidature
from services.labellisation.dossier.domain.candidature import LigneRemontee
from services.labellisation.dossier.domain.dossier import DeclarationEnregistree
from services.labellisation.dossier.domain.etats import REGLE
from services.labellisation.geographie.domain import (
    Geographie,
    exiger_commune_du_departement,
    maillage_de,
    regle_du_code,
)
from services.labellisation.territoire.domain.remontee import OUI, Declaration
from services.labellisation.territoire.domain.reseau import Reseau
from services.labellisation.territoire.policies.remontee import rattacher_remontee
from services.labellisation.territoire.policies.signalement import (
    Conditions,
    Signalement,
    suites_du_signalement,
)
from services.labellisation.territoire.rules.operateurs import Operateurs
from services.labellisation.territoire.rules.programme import Programme
from shared.contracts.structure import Fiche
from shared.recording.handlers import Handlers
from shared.recording.repository import Repository
from shared.rules.dated import Jours
from shared.structures import FicheEnregistree, MaillageEnregistre

HANDLERS = Handlers("candidature")


def departements_de_la_fiche(
    commande: IdentifierStructure | RemonterStructure, repository: Repository
) -> Sequence[str]:
    """Celui que dit la fiche, et celui du dossier, s'il est déjà ouvert."""
    dossier = dossier_connu(commande, repository)
    return [commande.fiche.departement, *([dossier.departement] if dossier else [])]


@HANDLERS.on(IdentifierStructure, within=departements_de_la_fiche)
def identifier(
    commande: IdentifierStructure, repository: Repository, geographie: Geographie
) -> None:
    """Une structure pressentie, avant toute remontée."""
    fiche, maillage = _situer(commande.fiche, geographie)
    dossier = dossier_connu(commande, repository)
    if dossier is None:
        selon = [regle_du_code(geographie)]
        dossier = candidature.identifier(commande.structure_id, fiche, maillage, selon)
    else:
        candidature.identifier_de_nouveau(dossier, fiche, maillage)
    repository.save(dossier)


@HANDLERS.on(RemonterStructure, within=departements_de_la_fiche)
def remonter(
    commande: RemonterStructure,
    repository: Repository,
    jour: date,
    geographie: Geographie,
    reseau: Reseau,
) -> None:
    """A-003, A-011, A-012 : la première remontée ouvre le dossier, une autre le corrige."""
    ligne, selon = _ligne(commande, geographie), [regle_du_code(geographie)]
    dossier = dossier_connu(commande, repository)
    if dossier is None:
        dossier = candidature.remonter(commande.structure_id, ligne, selon)
    else:
        candidature.remonter_de_nouveau(dossier, ligne, selon)
    remontee = rattacher_remontee(
        repository,
        reseau,
        jour,
        commande.campagne_id,
        commande.structure_id,
        commande.fiche.departement,
        _declaration(commande),
        selon=(*selon, REGLE),
    )
    repository.save(dossier, remontee)


@HANDLERS.on(SignalerStructure, within=departement_du_dossier, creates={"signalement_id": "ONE"})
def signaler(
    commande: SignalerStructure,
    repository: Repository,
    jours: Jours,
    geographie: Geographie,
    reseau: Reseau,
    programme: Programme,
    operateurs: Operateurs,
) -> None:
    """A-020 ; le territoire examine chaque signalement (A-018, A-069, A-075)."""
    dossier, conditions = dossier_de(commande, repository), Conditions(programme, operateurs, jours)
    selon = (REGLE, *conditions.regles)
    candidature.signaler(dossier, commande.acteur.id, selon)
    assert dossier.signalement_id, "a dossier that was just signalled has a signal"
    signalement = Signalement(
        dossier.signalement_id,
        commande.structure_id,
        dossier.fiche,
        jours.dit,
        commande.exception,
        commande.motif or "",
    )
    suites = suites_du_signalement(signalement, conditions, geographie, reseau, selon)
    repository.save(dossier, *suites, created={"signalement_id": dossier.signalement_id})


def _situer(donnee: Fiche, geographie: Geographie) -> tuple[FicheEnregistree, MaillageEnregistre]:
    """La fiche et son maillage, d'après la commune qu'elle donne."""
    commune = exiger_commune_du_departement(geographie, donnee.commune_insee, donnee.departement)
    fiche = donnee.model_copy(update={"commune": commune.nom})
    return (
        cast(FicheEnregistree, fiche.model_dump(mode="json")),
        maillage_de(commune, geographie),
    )


def _ligne(commande: RemonterStructure, geographie: Geographie) -> LigneRemontee:
    declaration = commande.model_dump(include={"evaluation", "agents", "etp"})
    return LigneRemontee(
        *_situer(commande.fiche, geographie),
        cast(DeclarationEnregistree, declaration),
        commande.fichier,
        commande.ligne,
    )


def _declaration(commande: RemonterStructure) -> Declaration:
    oui = sorted(code for code, reponse in commande.evaluation.items() if reponse == OUI)
    return Declaration(oui, commande.agents, commande.etp)

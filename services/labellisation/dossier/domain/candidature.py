"""La candidature : identifier une structure, la remonter, la signaler."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID, uuid5

from services.labellisation.dossier.domain.dossier import DeclarationEnregistree, Dossier
from services.labellisation.dossier.domain.evenements.candidature import (
    RemonteeModifiee,
    StructureIdentifiee,
    StructurePressentieRemontee,
    StructureRemontee,
    StructureSignalee,
)
from services.labellisation.dossier.domain.transitions import exiger_ou_deja_fait
from shared.structures import FicheEnregistree, MaillageEnregistre


class LigneRemontee(NamedTuple):
    """Une ligne du tableau d'un préfet : la structure, ce qu'elle déclare, et d'où elle est lue."""

    fiche: FicheEnregistree
    maillage: MaillageEnregistre
    declaration: DeclarationEnregistree
    fichier: str
    ligne: int


def identifier(
    structure_id: UUID,
    fiche: FicheEnregistree,
    maillage: MaillageEnregistre,
    selon: Iterable[str] = (),
) -> Dossier:
    """Une structure pressentie, avant toute remontée."""
    return Dossier.creer(
        StructureIdentifiee, selon, structure_id=structure_id, fiche=fiche, maillage=maillage
    )


def identifier_de_nouveau(
    dossier: Dossier, fiche: FicheEnregistree, maillage: MaillageEnregistre
) -> None:
    """Identifier deux fois de même ne change rien ; une structure connue se remonte."""
    if (dossier.fiche, dossier.maillage) != (fiche, maillage):
        exiger_ou_deja_fait(dossier, "IdentifierStructure")


def remonter(structure_id: UUID, ligne: LigneRemontee, selon: Iterable[str] = ()) -> Dossier:
    """A-003 : la première remontée ouvre le dossier."""
    return Dossier.creer(StructureRemontee, selon, structure_id=structure_id, **ligne._asdict())


def remonter_de_nouveau(dossier: Dossier, ligne: LigneRemontee, selon: Iterable[str] = ()) -> None:
    """Une remontée identique ne change rien (A-012) ; le signalement fige la dernière."""
    connue = (dossier.fiche, dossier.maillage, dossier.declaration)
    if connue == ligne[:3] or exiger_ou_deja_fait(dossier, "RemonterStructure"):
        return
    pressentie = dossier.etat == "PRESSENTIE"
    evenement = StructurePressentieRemontee if pressentie else RemonteeModifiee
    dossier.enregistrer(evenement, selon, **ligne._asdict())


def signaler(dossier: Dossier, par: str, selon: Iterable[str] = ()) -> None:
    if exiger_ou_deja_fait(dossier, "SignalerStructure"):
        return
    dossier.enregistrer(
        StructureSignalee,
        selon,
        signalement_id=uuid5(dossier.id, f"signalement {dossier.signalements + 1}"),
        prefecture=par,
        fiche=dossier.fiche,
    )

"""Quand une structure est remontée, sa remontée rejoint la campagne de son jour (A-010)."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from services.labellisation.territoire.domain.campagne import (
    CampagneConnue,
    CampagneInconnue,
    rattacher,
)
from services.labellisation.territoire.domain.remontee import Declaration, Remontee
from services.labellisation.territoire.domain.reseau import Reseau
from shared.recording.repository import Repository


def rattacher_remontee(
    repository: Repository,
    reseau: Reseau,
    jour: date,
    campagne_voulue: UUID | None,
    structure_id: UUID,
    departement: str,
    declaration: Declaration,
    selon: Iterable[str],
) -> Remontee | None:
    """La remontée, ouverte ou révisée ; rien, tant qu'aucune campagne n'est connue."""
    trouvee = campagne_du_jour(reseau, jour, campagne_voulue)
    if trouvee is None:
        return None
    campagne, tardive = trouvee
    identite = campagne.campagne_id, structure_id
    remontee = repository.load(Remontee, Remontee.create_id(*identite))
    if remontee is None:
        return Remontee.rattacher(*identite, departement, jour, tardive, declaration, selon)
    remontee.reviser(jour, declaration, selon)
    return remontee


def campagne_du_jour(
    reseau: Reseau, jour: date, voulue: UUID | None
) -> tuple[CampagneConnue, bool] | None:
    """La campagne, et si la remontée est tardive : cela ne se dit qu'après avoir relu.

    De même, une remontée ne reste sans campagne que si aucune ne vient de s'ouvrir.
    """
    try:
        trouvee = rattacher(reseau.campagnes(), jour, voulue)
    except CampagneInconnue:
        trouvee = None
    if trouvee and not trouvee[1]:
        return trouvee
    return rattacher(reseau.campagnes_relues(), jour, voulue)

"""L'activité saisie, par structure : réglée sur place, relayée ou réorientée (A-088)."""

from collections.abc import Iterator

from services.onboarding.outils.domain.activite import Activite
from services.onboarding.outils.domain.reprise import RepriseActivite
from shared.log.readers import Projection
from shared.statements import Statement

ACTIVITES = """CREATE TABLE IF NOT EXISTS activites (
    activite_id TEXT PRIMARY KEY, structure_id TEXT NOT NULL, le TEXT NOT NULL,
    operateur TEXT NOT NULL, issue TEXT NOT NULL)"""
REPRISES = """CREATE TABLE IF NOT EXISTS activites_reprises (
    structure_id TEXT NOT NULL, du TEXT NOT NULL, au TEXT NOT NULL, passages INTEGER NOT NULL,
    PRIMARY KEY (structure_id, du))"""
ENTER = "INSERT INTO activites VALUES (:activite_id, :structure_id, :le, :operateur, :issue)"
RESUME = "INSERT INTO activites_reprises VALUES (:structure_id, :du, :au, :passages)"


ACTIVITE = Projection("activite", {"activites": ACTIVITES, "activites_reprises": REPRISES})


@ACTIVITE.on(Activite.ActiviteSaisie)
def _saisie(event: Activite.ActiviteSaisie) -> Iterator[Statement]:
    row = {
        "activite_id": str(event.originator_id),
        "structure_id": str(event.structure_id),
        "le": event.le,
        "operateur": event.choix.get("operateur", ""),
        "issue": event.choix.get("issue", ""),
    }
    yield ENTER, row


@ACTIVITE.on(RepriseActivite.ActiviteReprise)
def _reprise(event: RepriseActivite.ActiviteReprise) -> Iterator[Statement]:
    row = {
        "structure_id": str(event.structure_id),
        "du": event.du,
        "au": event.au,
        "passages": event.passages,
    }
    yield RESUME, row

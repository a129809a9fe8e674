"""Les courriels : demandés, remis, refusés ou impossibles."""

from collections.abc import Iterator
from typing import Any

from services.notifications.courriels.domain import Courriel
from shared.log.readers import Projection
from shared.statements import Statement

COURRIELS = """CREATE TABLE IF NOT EXISTS courriels (
    courriel_id TEXT PRIMARY KEY, structure_id TEXT NOT NULL, gabarit TEXT NOT NULL,
    destinataire TEXT NOT NULL, adresse TEXT NOT NULL, etat TEXT NOT NULL, raison TEXT NOT NULL)"""
INDEX = "CREATE INDEX IF NOT EXISTS courriels_structure ON courriels (structure_id)"
OPEN = """INSERT INTO courriels VALUES (:courriel_id, :structure_id, :gabarit, :destinataire,
    :adresse, :etat, '')"""
MOVE = "UPDATE courriels SET etat = :etat, raison = :raison WHERE courriel_id = :courriel_id"


SUIVI = Projection("courriels", {"courriels": COURRIELS}, [INDEX])


@SUIVI.on(Courriel.CourrielDemande)
def _demande(event: Courriel.CourrielDemande) -> Iterator[Statement]:
    yield _open(event, "DEMANDE", event.adresse)


@SUIVI.on(Courriel.CourrielSansAdresse)
def _sans_adresse(event: Courriel.CourrielSansAdresse) -> Iterator[Statement]:
    yield _open(event, "SANS_ADRESSE", "")


@SUIVI.on(Courriel.CourrielRemis)
def _remis(event: Courriel.CourrielRemis) -> Iterator[Statement]:
    yield MOVE, {"courriel_id": str(event.originator_id), "etat": "REMIS", "raison": ""}


@SUIVI.on(Courriel.CourrielRefuse)
def _refuse(event: Courriel.CourrielRefuse) -> Iterator[Statement]:
    closed = {"etat": "REFUSE", "raison": event.raison}
    yield MOVE, {"courriel_id": str(event.originator_id), **closed}


@SUIVI.on(Courriel.CourrielImpossible)
def _impossible(event: Courriel.CourrielImpossible) -> Iterator[Statement]:
    closed = {"etat": "IMPOSSIBLE", "raison": event.raison}
    yield MOVE, {"courriel_id": str(event.originator_id), **closed}


@SUIVI.on(Courriel.CourrielReporte)
def _reporte(event: Courriel.CourrielReporte) -> Iterator[Statement]:
    row = {"etat": "REPORTE", "raison": event.raison}
    yield MOVE, {"courriel_id": str(event.originator_id), **row}


def _open(event: Any, etat: str, adresse: str) -> Statement:
    return OPEN, {
        "courriel_id": str(event.originator_id),
        "structure_id": str(event.structure_id),
        "gabarit": event.gabarit,
        "destinataire": event.destinataire,
        "adresse": adresse,
        "etat": etat,
    }

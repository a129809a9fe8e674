"""L'indicateur de satisfaction de chaque structure, tenu à chaque réponse."""

from collections.abc import Iterator

from services.audit.enquetes.domain import CampagneEnquete
from shared.clock import instant
from shared.log.readers import Projection
from shared.statements import Statement

TABLE = """CREATE TABLE IF NOT EXISTS satisfaction (
    campagne_id TEXT NOT NULL, public TEXT NOT NULL, structure_id TEXT NOT NULL,
    annee INTEGER NOT NULL, questionnaire TEXT NOT NULL, etat TEXT NOT NULL,
    ouverte_le TEXT NOT NULL, cloture_le TEXT NOT NULL, reponses INTEGER NOT NULL,
    notees INTEGER NOT NULL, points INTEGER NOT NULL, interrogees INTEGER NOT NULL,
    reorientees INTEGER NOT NULL, derniere_le TEXT NOT NULL,
    PRIMARY KEY (campagne_id, public))"""
OPEN = """INSERT INTO satisfaction VALUES (:campagne_id, :public, :structure_id, :annee,
    :questionnaire, 'OUVERTE', :ouverte_le, :cloture_le, 0, 0, 0, 0, 0, '')"""
ANSWER = """UPDATE satisfaction SET reponses = reponses + 1, notees = notees + :notee,
    points = points + :points, interrogees = interrogees + :interrogee,
    reorientees = reorientees + :reorientee, derniere_le = :le
    WHERE campagne_id = :campagne_id AND public = :public"""
CLOSE = "UPDATE satisfaction SET etat = 'CLOSE' WHERE campagne_id = :campagne_id"

SATISFACTION = Projection("satisfaction", {"satisfaction": TABLE})


@SATISFACTION.on(CampagneEnquete.CampagneEnqueteOuverte)
def _ouverte(event: CampagneEnquete.CampagneEnqueteOuverte) -> Iterator[Statement]:
    for public, questionnaire in event.questionnaires.items():
        yield (
            OPEN,
            {
                "campagne_id": str(event.originator_id),
                "public": public,
                "structure_id": str(event.structure_id),
                "annee": event.annee,
                "questionnaire": questionnaire,
                "ouverte_le": event.ouverte_le,
                "cloture_le": event.cloture_le,
            },
        )


@SATISFACTION.on(CampagneEnquete.ReponseEnqueteEnregistree)
def _reponse(event: CampagneEnquete.ReponseEnqueteEnregistree) -> Iterator[Statement]:
    yield (
        ANSWER,
        {
            "campagne_id": str(event.originator_id),
            "public": event.public,
            "notee": int(event.note is not None),
            "points": event.note or 0,
            "interrogee": int(event.reorientee is not None),
            "reorientee": int(bool(event.reorientee)),
            "le": instant(event.timestamp),
        },
    )


@SATISFACTION.on(CampagneEnquete.CampagneEnqueteCloturee)
def _close(event: CampagneEnquete.CampagneEnqueteCloturee) -> Iterator[Statement]:
    yield CLOSE, {"campagne_id": str(event.originator_id)}

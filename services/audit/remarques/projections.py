"""Les remarques, et où en est chacune."""

from collections.abc import Iterator

from services.audit.remarques.domain import Remarques
from shared.log.readers import Projection
from shared.statements import Statement

TABLE = """CREATE TABLE IF NOT EXISTS remarques (
    remarque_id TEXT PRIMARY KEY, audit_id TEXT NOT NULL, critere TEXT NOT NULL,
    texte TEXT NOT NULL, reponse TEXT NOT NULL, etat TEXT NOT NULL)"""
ASK = "INSERT INTO remarques VALUES (:remarque_id, :audit_id, :critere, :texte, '', 'EMISE')"
ANSWER = """UPDATE remarques SET etat = 'TRAITEE', reponse = :reponse
    WHERE remarque_id = :remarque_id"""
LIFT = "UPDATE remarques SET etat = 'LEVEE' WHERE remarque_id = :remarque_id"

REMARQUES = Projection("remarques", {"remarques": TABLE})


@REMARQUES.on(Remarques.RemarqueFormulee)
def _formulee(event: Remarques.RemarqueFormulee) -> Iterator[Statement]:
    yield (
        ASK,
        {
            "remarque_id": str(event.remarque_id),
            "audit_id": str(event.audit_id),
            "critere": event.critere,
            "texte": event.texte,
        },
    )


@REMARQUES.on(Remarques.RemarqueTraitee)
def _traitee(event: Remarques.RemarqueTraitee) -> Iterator[Statement]:
    yield ANSWER, {"remarque_id": str(event.remarque_id), "reponse": event.reponse}


@REMARQUES.on(Remarques.RemarqueLevee)
def _levee(event: Remarques.RemarqueLevee) -> Iterator[Statement]:
    yield LIFT, {"remarque_id": str(event.remarque_id)}

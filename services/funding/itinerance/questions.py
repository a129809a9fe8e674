"""Ce que l'on peut demander de l'aide aux bus."""

from typing import TypedDict, cast

from shared.read_model import ReadModel

TERMS = "SELECT * FROM enveloppes WHERE programme = :programme"
REGISTERED = """SELECT structure_id, format, recu_le, rang, etat, montant_centimes FROM bus
    WHERE programme = :programme ORDER BY recu_le, rang"""


class BusInscrit(TypedDict):
    """Un bus, son rang, et où en est son aide (en centimes d'euro)."""

    structure_id: str
    format: str
    recu_le: str
    rang: int
    etat: str
    montant_centimes: int


class EtatEnveloppe(TypedDict):
    """Une enveloppe, en centimes d'euro : son montant, ce qui est engagé, ce qui reste."""

    programme: str
    financeur: str
    ordre: str
    montant_centimes: int
    engage_centimes: int
    reste_centimes: int
    bus: list[BusInscrit]


def etat_de_l_enveloppe(model: ReadModel, programme: str) -> EtatEnveloppe | None:
    """X-08, X-09 : son financeur, son ordre, ce qui reste, chaque bus ; None, sans inscription."""
    terms = model.query(TERMS, {"programme": programme})
    if not terms:
        return None
    bus = cast(list[BusInscrit], model.query(REGISTERED, {"programme": programme}))
    engage = sum(row["montant_centimes"] for row in bus)
    reste = terms[0]["montant_centimes"] - engage
    enveloppe = {**terms[0], "engage_centimes": engage, "reste_centimes": reste, "bus": bus}
    return cast(EtatEnveloppe, enveloppe)

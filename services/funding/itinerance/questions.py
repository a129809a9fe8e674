"""Ce que l'on peut demander de l'aide aux bus."""

from datetime import datetime
from typing import Any, cast

from typing_extensions import TypedDict

from services.funding.itinerance.rules.programme import (
    FormatStructure,
    Ordre,
    Programme,
    charger_itinerance,
    programme,
)
from shared.clock import PARIS
from shared.read_model import ReadModel
from shared.recording.repository import Introuvable

TERMS = """SELECT e.*, c.graine FROM enveloppes e
    LEFT JOIN classements_bus c ON c.programme = e.programme WHERE e.programme = :programme"""
REGISTERED = """SELECT b.structure_id, b.format, b.recu_le, b.rang, b.etat, b.montant_centimes,
    p.place, p.raison, s.situation FROM bus b
    LEFT JOIN places_bus p ON p.programme = b.programme AND p.structure_id = b.structure_id
    LEFT JOIN situations_bus s ON s.structure_id = b.structure_id
    WHERE b.programme = :programme
    ORDER BY CASE WHEN p.place IS NULL THEN 1 ELSE 0 END, p.place, b.recu_le, b.rang"""
AU_FIL = "ORDRE_INSCRIPTION"


class BusInscrit(TypedDict):
    """Un bus, son rang, et où en est son aide (en centimes d'euro).

    `place` et `raison` disent son tour et pourquoi ; sans place, le classement n'est pas arrêté,
    ou le bus est venu, ou son dossier complet, après lui. `situation` est celle de la structure.
    """

    structure_id: str
    format: str
    recu_le: str
    rang: int
    etat: str
    montant_centimes: int
    place: int | None
    raison: str
    situation: str


class EtatEnveloppe(TypedDict):
    """Une enveloppe, en centimes d'euro : son montant, ce qui est engagé, ce qui reste.

    `graine` : celle du tirage au sort, de quoi le refaire ; vide pour tout autre ordre.
    """

    programme: str
    financeur: str
    ordre: str
    montant_centimes: int
    graine: str
    engage_centimes: int
    reste_centimes: int
    bus: list[BusInscrit]


class ProgrammeDAide(TypedDict):
    """Un programme d'aide aux bus, en centimes d'euro, et les jours où s'y inscrire."""

    programme: str
    financeur: str
    ordre: Ordre
    montant_centimes: int
    par_structure_centimes: int
    formats: list[FormatStructure]
    inscriptions_du: str
    inscriptions_au: str | None


def programmes() -> list[ProgrammeDAide]:
    """A-041, A-042 : ceux qui existent, et le code par lequel s'y inscrire."""
    return [_programme(each) for each in charger_itinerance().programmes]


def enveloppe_du(model: ReadModel, code: str) -> EtatEnveloppe:
    """La même ; refuse un programme inconnu, ou auquel nul ne s'est inscrit (`Introuvable`)."""
    connu = programme(code)
    if found := etat_de_l_enveloppe(model, connu.id):
        return found
    raise Introuvable(f"Aucun bus ne s'est encore inscrit au programme « {connu.id} ».")


def etat_de_l_enveloppe(model: ReadModel, programme: str) -> EtatEnveloppe | None:
    """X-08, X-09 : son financeur, son ordre, ce qui reste, chaque bus ; None, sans inscription."""
    terms = model.query(TERMS, {"programme": programme})
    if not terms:
        return None
    arretee, ordre = terms[0]["graine"] is not None, terms[0]["ordre"]
    rows = model.query(REGISTERED, {"programme": programme})
    bus = [_bus(row, place, ordre, arretee) for place, row in enumerate(rows, start=1)]
    engage = sum(row["montant_centimes"] for row in bus)
    reste = terms[0]["montant_centimes"] - engage
    enveloppe = {**terms[0], "graine": terms[0]["graine"] or "", "engage_centimes": engage}
    return cast(EtatEnveloppe, {**enveloppe, "reste_centimes": reste, "bus": bus})


def _bus(row: dict[str, Any], place: int, ordre: str, arretee: bool) -> BusInscrit:
    """Dans l'ordre d'inscription, la place est le rang de l'arrivée : rien n'est à arrêter."""
    known = {**row, "situation": row["situation"] or ""}
    if ordre == AU_FIL:
        recu_le = datetime.fromisoformat(row["recu_le"]).astimezone(PARIS)
        raison = f"inscription reçue le {recu_le:%d/%m/%Y à %H:%M}, n° {row['rang']}"
        known |= {"place": place, "raison": raison}
    elif row["place"] is None:
        known["raison"] = "hors du classement arrêté" if arretee else "classement à arrêter"
    return cast(BusInscrit, known)


def _programme(each: Programme) -> ProgrammeDAide:
    jours = each.inscriptions
    return {
        "programme": each.id,
        "financeur": each.financeur,
        "ordre": each.ordre,
        "montant_centimes": each.montant_centimes,
        "par_structure_centimes": each.par_structure_centimes,
        "formats": list(each.formats),
        "inscriptions_du": jours.du.isoformat(),
        "inscriptions_au": jours.au.isoformat() if jours.au else None,
    }

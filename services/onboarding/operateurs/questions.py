"""Les questions posées sur les opérateurs : leurs référents, leurs délais de réponse."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from statistics import median, quantiles
from typing import Any, Literal, cast
from uuid import UUID

from typing_extensions import TypedDict

from services.onboarding.convention.rules.socle import charger_socle
from services.onboarding.operateurs.domain.annuaire import AnnuaireReferents, Referent
from services.onboarding.operateurs.domain.sollicitation import PieceTransmise, Sollicitation
from services.onboarding.operateurs.rules import RegleDeRelation, charger_relations
from shared.clock import instant
from shared.read_model import ReadModel
from shared.recording.application import Service
from shared.recording.repository import Introuvable
from shared.statements import Row

OF_A_DEPARTEMENT = """SELECT * FROM sollicitations WHERE departement = :departement
    ORDER BY operateur, emise_le"""
DEMANDES = """SELECT * FROM sollicitations
    WHERE (:departement = '' OR departement = :departement)
    AND (:structure_id = '' OR structure_id = :structure_id)
    AND (:operateur = '' OR operateur = :operateur)"""


class ReferentConnu(Referent):
    """Un référent, et l'identifiant par lequel le retirer."""

    referent_id: str


class ReferentsDeLOperateur(TypedDict):
    """Les référents d'un opérateur, et s'ils suffisent (X-18)."""

    etat: Literal["MANQUANT", "ALERTE", "COMPLET"]
    referents: list[ReferentConnu]


class ReferentsDuDepartement(TypedDict):
    """L'annuaire d'un département, par opérateur du socle, selon la règle citée."""

    departement: str
    regle: str
    operateurs: dict[str, ReferentsDeLOperateur]


class ReferentPublie(TypedDict):
    """Un référent : pour quoi (`BACK_OFFICE`, `FORMATION`), à quelle fonction ; sans adresse."""

    referent_id: str
    genre: str
    fonction: str


class ReferentsPublies(TypedDict):
    """Les référents d'un opérateur, et s'ils suffisent (X-18)."""

    operateur: str
    etat: Literal["MANQUANT", "ALERTE", "COMPLET"]
    referents: list[ReferentPublie]


class AnnuairePublie(TypedDict):
    """L'annuaire d'un département, par opérateur du socle, selon la règle citée."""

    departement: str
    regle: str
    operateurs: list[ReferentsPublies]


class DemandeSuivie(TypedDict):
    """La demande d'un agent à un opérateur, et sa réponse : quand, et dans quel délai.

    `repondue_le` est vide tant que nul n'a répondu. Ni l'objet, ni la réponse, ni les pièces n'y
    sont : ils parlent d'un usager.
    """

    sollicitation_id: str
    structure_id: str
    departement: str
    operateur: str
    emise_le: str
    limite_le: str
    repondue_le: str
    depassee: bool
    close: bool


class ReponseDeLOperateur(TypedDict):
    """Une réponse à un agent, et les pièces qui l'accompagnent."""

    le: str
    reponse: str
    pieces: list[PieceTransmise]
    dans_le_delai: bool


class DemandeEntiere(TypedDict):
    """Ce qu'un agent demande pour un usager, et ce qui lui est répondu.

    Vide, ce qui fut effacé à la demande de l'usager. À ne montrer qu'à l'opérateur qu'elle vise,
    et à la structure qui demande.
    """

    sollicitation_id: str
    structure_id: str
    departement: str
    operateur: str
    emise_le: str
    limite_le: str
    objet: str
    pieces: list[PieceTransmise]
    reponses: list[ReponseDeLOperateur]


class DelaisDeReponse(TypedDict):
    """Les réponses d'un opérateur ; sans réponse, ni médiane ni neuvième décile."""

    operateur: str
    demandes: int
    reponses: int
    depassements: int
    mediane_heures: float | None
    neuvieme_decile_heures: float | None


def etat_des_referents(service: Service, departement: str, au: date) -> ReferentsDuDepartement:
    """A-087, A-112, X-18 : chaque opérateur du socle, ses référents, et s'il en manque."""
    annuaire = service.load(AnnuaireReferents, AnnuaireReferents.create_id(departement))
    regle = charger_relations().en_vigueur(au)
    return {
        "departement": departement,
        "regle": regle.id,
        "operateurs": {
            code: {
                "etat": etat(annuaire.nombre("BACK_OFFICE")[code] if annuaire else 0, regle),
                "referents": _referents(annuaire, code) if annuaire else [],
            }
            for code in charger_socle().codes_en_vigueur(au)
        },
    }


def annuaire_publie(service: Service, departement: str, au: date) -> AnnuairePublie:
    """Le même, sans l'adresse d'aucun référent."""
    connus = etat_des_referents(service, departement, au)
    return {
        "departement": departement,
        "regle": connus["regle"],
        "operateurs": [
            {
                "operateur": operateur,
                "etat": siens["etat"],
                "referents": [_publie(each) for each in siens["referents"]],
            }
            for operateur, siens in connus["operateurs"].items()
        ],
    }


def demandes(
    model: ReadModel,
    departement: str | None = None,
    structure_id: UUID | None = None,
    operateur: str | None = None,
) -> list[DemandeSuivie]:
    """A-123 à A-125 : celles d'un département, d'une structure, d'un opérateur, ou toutes."""
    asked = {
        "departement": departement or "",
        "structure_id": str(structure_id) if structure_id else "",
        "operateur": charger_socle().code(operateur) if operateur else "",
    }
    return [_demande(row) for row in model.query(DEMANDES, asked)]


def demande_entiere(
    service: Service, sollicitation_id: UUID, structure_id: UUID | None = None
) -> DemandeEntiere:
    """A-123 à A-125 ; refuse (`Introuvable`) une inconnue, ou celle d'une autre structure."""
    sollicitation = service.load_or_refuse(Sollicitation, sollicitation_id)
    if structure_id not in (None, sollicitation.structure_id):
        raise Introuvable("Cette sollicitation est celle d'une autre structure.")
    stored = service.recorder.select_events(sollicitation_id)
    first, *suites = (service.mapper.to_domain_event(each) for each in stored)
    emise = cast(Sollicitation.SollicitationEmise, first)
    return {
        "sollicitation_id": str(sollicitation_id),
        "structure_id": str(sollicitation.structure_id),
        "departement": sollicitation.departement,
        "operateur": sollicitation.operateur,
        "emise_le": instant(emise.provenance["survenu_le"]),
        "limite_le": instant(sollicitation.limite_le),
        "objet": emise.objet,
        "pieces": emise.pieces,
        "reponses": [*_reponses(suites)],
    }


def destinataire(service: Service, sollicitation_id: UUID) -> list[str]:
    """Les noms de l'opérateur qu'une demande vise, son code d'abord ; aucun, d'une inconnue."""
    sollicitation = service.load(Sollicitation, sollicitation_id)
    vise = sollicitation.operateur if sollicitation else ""
    connus = charger_socle().operateurs
    return [nom for each in connus if each.code == vise for nom in (vise, *sorted(each.noms()))]


def etat(nombre: int, regle: RegleDeRelation) -> Literal["MANQUANT", "ALERTE", "COMPLET"]:
    """`MANQUANT` sous le minimum de la règle, `ALERTE` sous sa cible."""
    if nombre < regle.referents_minimum:
        return "MANQUANT"
    return "ALERTE" if nombre < regle.referents_cible else "COMPLET"


def delais(model: ReadModel, departement: str) -> list[DelaisDeReponse]:
    """Par opérateur : demandes, réponses, dépassements, médiane et neuvième décile en heures."""
    rows = model.query(OF_A_DEPARTEMENT, {"departement": departement})
    return [
        _delais(operateur, list(siennes))
        for operateur, siennes in groupby(rows, key=lambda row: str(row["operateur"]))
    ]


def _referents(annuaire: AnnuaireReferents, operateur: str) -> list[ReferentConnu]:
    return [
        {"referent_id": str(referent_id), **referent}
        for referent_id, referent in annuaire.referents.items()
        if referent["operateur"] == operateur
    ]


def _publie(referent: ReferentConnu) -> ReferentPublie:
    return {
        "referent_id": referent["referent_id"],
        "genre": referent["genre"],
        "fonction": referent["fonction"],
    }


def _demande(row: Row) -> DemandeSuivie:
    faits = {"depassee": bool(row["depassee"]), "close": bool(row["close"])}
    return cast(DemandeSuivie, {**row, **faits})


def _reponses(suites: Iterable[Any]) -> Iterator[ReponseDeLOperateur]:
    for event in suites:
        if isinstance(event, Sollicitation.ReponseApportee):
            yield {
                "le": instant(event.provenance["survenu_le"]),
                "reponse": event.reponse,
                "pieces": event.pieces,
                "dans_le_delai": event.dans_le_delai,
            }


def _delais(operateur: str, rows: Sequence[Row]) -> DelaisDeReponse:
    heures = [_heures(row["emise_le"], row["repondue_le"]) for row in rows if row["repondue_le"]]
    decile = quantiles(heures, n=10, method="inclusive")[-1] if len(heures) > 1 else None
    return {
        "operateur": operateur,
        "demandes": len(rows),
        "reponses": len(heures),
        "depassements": sum(row["depassee"] for row in rows),
        "mediane_heures": round(median(heures), 1) if heures else None,
        "neuvieme_decile_heures": None if decile is None else round(decile, 1),
    }


def _heures(debut: str, fin: str) -> float:
    return (datetime.fromisoformat(fin) - datetime.fromisoformat(debut)).total_seconds() / 3600

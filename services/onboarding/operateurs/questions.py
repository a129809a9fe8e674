"""Les questions posées sur les opérateurs : leurs référents, leurs délais de réponse."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from statistics import median, quantiles
from typing import Literal

from typing_extensions import TypedDict

from services.onboarding.convention.rules.socle import charger_socle
from services.onboarding.operateurs.domain.annuaire import AnnuaireReferents, Referent
from services.onboarding.operateurs.rules import RegleDeRelation, charger_relations
from shared.read_model import ReadModel
from shared.recording.application import Service
from shared.statements import Row

OF_A_DEPARTEMENT = """SELECT * FROM sollicitations WHERE departement = :departement
    ORDER BY operateur, emise_le"""


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

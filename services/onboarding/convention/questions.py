"""Les questions posées à la convention : le socle d'un jour, qui s'engage, où en est une annexe."""

from datetime import date
from typing import Literal, cast
from uuid import UUID

from typing_extensions import TypedDict

from services.onboarding.convention.domain.contenu_annexe import Portee
from services.onboarding.convention.domain.convention import ConventionDepartementale
from services.onboarding.convention.rules.socle import Operateur, charger_socle
from shared.read_model import ReadModel
from shared.recording.application import Service
from shared.recording.repository import Introuvable

ANNEXE = """SELECT structure_id, etat, reference, manquants FROM annexes
    WHERE structure_id = :structure_id"""

EtatDeLAnnexe = Literal["EN_ATTENTE", "ETABLIE", "GENEREE", "TRANSMISE", "SANS_OBJET", "A_RETIRER"]


class OperateurDuSocle(TypedDict):
    """Un opérateur exigé, et le jour où il s'est engagé ; vide, tant qu'il ne l'est pas."""

    operateur: str
    nom: str
    engage_le: str


class PartenaireAdditionnel(TypedDict):
    """Un partenaire, dans tout le département ou dans une structure (A-050, A-051)."""

    nom: str
    portee: Portee
    structure_id: str | None


class ConventionDuDepartement(TypedDict):
    """La convention-cadre : complète, quand tout opérateur exigé ce jour-là s'est engagé.

    `annexes_retenues` nomme les labels dont l'annexe attend qu'elle le soit.
    """

    departement: str
    complete: bool
    operateurs: list[OperateurDuSocle]
    partenaires: list[PartenaireAdditionnel]
    annexes_retenues: list[str]


class AnnexeDeLaStructure(TypedDict):
    """L'annexe d'une structure ; `manquants` nomme par leurs codes les opérateurs attendus."""

    structure_id: str
    etat: EtatDeLAnnexe
    reference: str
    manquants: list[str]


def operateurs_du_socle(jour: date) -> tuple[Operateur, ...]:
    """A-045 : les opérateurs que doit réunir une convention signée ce jour."""
    return charger_socle().en_vigueur(jour)


def convention_du(service: Service, departement: str, jour: date) -> ConventionDuDepartement:
    """A-045, A-046, A-049 ; sans aucun engagement, tout y manque."""
    identite = ConventionDepartementale.create_id(departement)
    convention = service.load(ConventionDepartementale, identite)
    engages = convention.engagements if convention else {}
    exiges = operateurs_du_socle(jour)
    return {
        "departement": departement,
        "complete": all(each.code in engages for each in exiges),
        "operateurs": [
            {"operateur": each.code, "nom": each.nom, "engage_le": engages.get(each.code, "")}
            for each in exiges
        ],
        "partenaires": _partenaires(convention) if convention else [],
        "annexes_retenues": [str(each) for each in convention.retenues] if convention else [],
    }


def annexe_de(model: ReadModel, structure_id: UUID) -> AnnexeDeLaStructure:
    """A-057, A-058, INV-09 ; refuse (`Introuvable`) une structure sans annexe."""
    rows = model.query(ANNEXE, {"structure_id": str(structure_id)})
    if not rows:
        raise Introuvable(f"Aucune annexe pour la structure « {structure_id} ».")
    manquants = [each for each in rows[0]["manquants"].split(", ") if each]
    return cast(AnnexeDeLaStructure, {**rows[0], "manquants": manquants})


def _partenaires(convention: ConventionDepartementale) -> list[PartenaireAdditionnel]:
    return [
        {
            "nom": each.nom,
            "portee": each.portee,
            "structure_id": str(structure_id) if structure_id else None,
        }
        for (_, structure_id), each in convention.partenaires.items()
    ]

"""Les questions posées à la formation."""

from typing import cast

from typing_extensions import TypedDict

from shared.read_model import ReadModel

OF_A_DEPARTEMENT = "SELECT * FROM sessions WHERE departement = :departement ORDER BY debut, lieu"
OF_A_STRUCTURE = """SELECT COALESCE(SUM(agents_inscrits), 0) AS inscrits,
    COALESCE(SUM(agents_formes), 0) AS formes FROM formations WHERE structure_id = :structure_id"""


class SessionDeFormation(TypedDict):
    """Une session : quand, où, combien de places prises, et comment elle s'est déroulée."""

    session_id: str
    departement: str
    bloc: str
    lieu: str
    debut: str
    places: int
    convoques: int
    salle: str
    deroulement: str


def sessions(model: ReadModel, departement: str) -> list[SessionDeFormation]:
    """Les sessions d'un département, dans l'ordre de leurs dates."""
    rows = model.query(OF_A_DEPARTEMENT, {"departement": departement})
    return cast(list[SessionDeFormation], rows)


class FormationDeLaStructure(TypedDict):
    """Combien d'agents ont un parcours à suivre, et combien l'ont achevé."""

    inscrits: int
    formes: int


def formation_de_la_structure(model: ReadModel, structure_id: str) -> FormationDeLaStructure:
    """INV-14 : tous les agents inscrits suivent leur parcours."""
    [row] = model.query(OF_A_STRUCTURE, {"structure_id": structure_id})
    return {"inscrits": int(row["inscrits"]), "formes": int(row["formes"])}

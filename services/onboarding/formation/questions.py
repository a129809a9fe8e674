"""Les questions posées à la formation."""

from typing import cast

from typing_extensions import TypedDict

from shared.read_model import ReadModel

OF_A_DEPARTEMENT = "SELECT * FROM sessions WHERE departement = :departement ORDER BY debut, lieu"


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

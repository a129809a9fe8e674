"""Ce que l'on peut demander des missions d'audit."""

from typing import cast

from typing_extensions import TypedDict

from shared.read_model import ReadModel

MISSIONS = """SELECT m.mission_id, m.intitule, m.membres,
    (SELECT COUNT(*) FROM audits_programmes p WHERE p.identite = m.identite) AS audits
    FROM missions m"""


class MissionConnue(TypedDict):
    """Une mission : combien d'auditeurs la composent, combien d'audits sont à son programme."""

    mission_id: str
    intitule: str
    membres: int
    audits: int


def missions(model: ReadModel) -> list[MissionConnue]:
    """A-002 : toutes, avec l'identifiant par lequel y prendre une équipe."""
    return cast(list[MissionConnue], model.query(MISSIONS))

"""Ce que d'autres systèmes apprennent de l'audit, sur l'échantillon joué."""

from shared.questions.asking import Reponse
from tests.questions.cas import (
    poser,
)
from tests.questions.joue import NOUVELLE, Joue

SERVICE = "audit"
STRUCTURE = {"structure_id": "@structure"}
CANTAL = {"departement": "15"}


def test_une_adresse_ecrite_dans_un_motif_ne_se_lit_pas(joue: Joue) -> None:
    """Une règle citée avec sa date n'en est pas une ; le compte de l'auteur n'est pas dit."""
    reponse = poser(joue, SERVICE, "historique", {"structure_id": str(NOUVELLE)})

    assert isinstance(reponse, Reponse)
    [formulee] = [each for each in reponse.contenu if each["evenement"] == "RemarqueFormulee"]
    assert formulee["motif"] == "selon LOC-01@2019-07, dit par (adresse masquée)"
    assert "acteur" not in formulee

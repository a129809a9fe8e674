"""Ce que d'autres systèmes apprennent du raccordement, sur l'échantillon joué."""

from dataclasses import replace
from uuid import UUID

from shared.questions.asking import Refusee, Reponse
from shared.questions.rights import Asker
from tests.questions.cas import (
    poser,
)
from tests.questions.joue import NOUVELLE, Joue

SERVICE = "onboarding"
STRUCTURE = {"structure_id": "@structure"}
CANTAL = {"departement": "15"}

CAF = Asker("caf", ("OPERATEUR",), organisme="CAF")
CANTALIEN = Asker("prefecture-15", ("PREFET",), ("15",))
AILLEURS = Asker("referent-2b", ("REFERENT",), ("2B",), organisme="CAF")


def test_l_objet_d_une_demande_n_est_dit_qu_a_l_operateur_qu_elle_vise(joue: Joue) -> None:
    """A-123 : un agent parle d'un usager à un opérateur, et à nul autre."""
    demande = {"sollicitation_id": joue["sollicitation"]}
    postiers = (replace(CAF, organisme="La Poste"), replace(CAF, organisme=""))

    assert isinstance(poser(joue, SERVICE, "demande", demande, CAF), Reponse)
    for autre in (*postiers, AILLEURS):
        assert isinstance(poser(joue, SERVICE, "demande", demande, autre), Refusee), autre


def test_une_structure_ne_lit_que_ses_demandes(joue: Joue) -> None:
    """A-124 : celle qu'elle nomme est la sienne, et la demande aussi."""
    structures = [UUID(joue[nom]) for nom in ("structure", "autre_structure")]
    reponses = [
        poser(
            joue,
            SERVICE,
            "demande",
            {"sollicitation_id": joue["sollicitation"], "structure_id": str(each)},
            Asker("agent", ("AGENT",), (), (each,)),
        )
        for each in structures
    ]

    assert isinstance(reponses[0], Reponse)
    assert isinstance(reponses[1], Refusee) and reponses[1].code == "Introuvable"


def test_d_une_structure_que_le_service_ne_situe_pas_un_prefet_n_apprend_rien(joue: Joue) -> None:
    """A-128 : une activité reprise ne dit pas de quel département elle est."""
    demande = {"structure_id": str(NOUVELLE)}
    refusee, reponse = (
        poser(joue, SERVICE, "historique", demande, each)
        for each in (CANTALIEN, Asker("agence", ("AGENCE_NATIONALE",)))
    )

    assert isinstance(refusee, Refusee) and "que ce service ignore" in refusee.detail
    assert isinstance(reponse, Reponse) and len(reponse.contenu) > 0

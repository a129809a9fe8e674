"""Le plan de déploiement d'un département, et sa confrontation au réel (A-019, A-071, A-072)."""

from datetime import date
from typing import Any

import pytest

from services.labellisation.pilotage.questions.couverture import plan_et_realite
from services.labellisation.territoire.commands import AdopterPlan, ReviserPlan
from services.labellisation.territoire.domain.plan import (
    ObjectifDuPlan,
    PlanDeDeploiement,
    PlanDejaAdopte,
    PlanIncoherent,
    Teneur,
)
from shared.messages.actors import Acteur
from shared.messages.envelope import Outcome
from tests.gwt import fact, specification
from tests.labellisation.bureau import Bureau, prefet, structure

ADOPTION, REVISION = date(2019, 12, 2), date(2020, 3, 2)
SDAASP = "Schéma départemental du Cantal 2018-2023"
given = specification(PlanDeDeploiement)


def teneur(*objectifs: tuple[str, int]) -> Teneur:
    voulus: list[ObjectifDuPlan] = [
        {"echeance": jour, "structures": nombre} for jour, nombre in objectifs
    ]
    return {"sdaasp": SDAASP, "objectifs": voulus, "candidates": []}


HUIT, NEUF = teneur(("2020-12-31", 8)), teneur(("2020-12-31", 9))
ADOPTE = fact(
    PlanDeDeploiement.PlanDeDeploiementAdopte, departement="15", le="2019-12-02", teneur=HUIT
)
REVISE = fact(
    PlanDeDeploiement.PlanDeDeploiementRevise, departement="15", le="2020-03-02", teneur=NEUF
)


def test_le_prefet_adopte_un_plan_adosse_au_schema_departemental_a019_a072() -> None:
    given().when(PlanDeDeploiement.adopter, "15", ADOPTION, HUIT).then(ADOPTE)


def test_un_plan_se_revise_et_la_meme_revision_ne_change_rien_a019() -> None:
    given(ADOPTE).when(PlanDeDeploiement.reviser, REVISION, NEUF).then(REVISE)
    given(ADOPTE, REVISE).when(PlanDeDeploiement.reviser, REVISION, NEUF).then_nothing()


def test_un_plan_adopte_ne_s_adopte_pas_autrement_a019() -> None:
    given(ADOPTE).when(PlanDeDeploiement.confirmer, HUIT).then_nothing()
    given(ADOPTE).when(PlanDeDeploiement.confirmer, NEUF).then_refused(
        PlanDejaAdopte, "ReviserPlan"
    )


@pytest.mark.parametrize(
    "objectifs",
    [[("2020-12-31", 8), ("2021-12-31", 7)], [("2020-12-31", 8), ("2020-12-31", 9)]],
)
def test_les_objectifs_croissent_avec_leurs_dates_a019(objectifs: list[tuple[str, int]]) -> None:
    (
        given(ADOPTE)
        .when(PlanDeDeploiement.reviser, REVISION, teneur(*objectifs))
        .then_refused(PlanIncoherent)
    )


def plan(**dit: Any) -> dict[str, Any]:
    candidates = [
        {"commune_insee": "15001", "echeance": "2020-01-31", "nom": "Maison d'Allanche"},
        {"commune_insee": "15138", "echeance": "2020-02-28", "format": "ITINERANTE"},
        {"commune_insee": "15014", "echeance": "2021-12-31", "porteur_pressenti": "La Poste"},
    ]
    objectifs = [{"echeance": "2020-02-29", "structures": 2}]
    voulu = {"departement": "15", "sdaasp": SDAASP, "objectifs": objectifs}
    return {**voulu, "candidates": candidates, **dit}


def adopter(bureau: Bureau, acteur: Acteur | None = None, **dit: Any) -> Outcome:
    return bureau.demander(AdopterPlan, acteur or prefet(), ADOPTION, **plan(**dit))


def test_un_plan_sans_schema_departemental_est_illisible_a072() -> None:
    champs = AdopterPlan.model_json_schema()
    assert "sdaasp" in champs["required"]
    assert champs["properties"]["sdaasp"]["minLength"] == 1


def test_seul_le_prefet_du_departement_adopte_son_plan_a019(bureau: Bureau) -> None:
    assert adopter(bureau, prefet("12")).code == "DepartementEtranger"
    porteur = Acteur(role="PORTEUR", id="commune")
    assert adopter(bureau, porteur).code == "RoleNonAutorise"
    assert adopter(bureau).accepted


def test_une_candidate_est_dans_une_commune_connue_du_departement_a071(bureau: Bureau) -> None:
    ailleurs = [{"commune_insee": "12145", "echeance": "2020-12-31"}]
    inconnue = [{"commune_insee": "15999", "echeance": "2020-12-31"}]

    assert adopter(bureau, candidates=ailleurs).code == "CommuneHorsDepartement"
    assert adopter(bureau, candidates=inconnue).code == "CommuneInconnue"


def test_chaque_version_du_plan_reste_lisible_a019(bureau: Bureau) -> None:
    adopter(bureau)
    revise = plan(objectifs=[{"echeance": "2020-12-31", "structures": 3}])
    assert bureau.demander(ReviserPlan, prefet(), REVISION, **revise).accepted

    model = bureau.component.model
    avant, apres = (plan_et_realite(model, "15", jour) for jour in (ADOPTION, REVISION))
    assert avant and apres
    assert (avant["version"], avant["objectifs"][0]["structures"]) == (1, 2)
    assert (apres["version"], apres["objectifs"][0]["structures"]) == (2, 3)
    assert plan_et_realite(model, "15", date(2019, 12, 1)) is None


def test_le_plan_face_au_reel_dit_ce_qui_est_fait_en_cours_et_en_retard_a019_a071(
    bureau: Bureau,
) -> None:
    """Une candidate peut n'avoir ni dossier ni porteur : elle est attendue quand même (A-071)."""
    adopter(bureau)
    bureau.mener_au_label("Allanche", date(2019, 12, 10))
    bureau.remonter("Murat", date(2019, 12, 11), "15138")

    dit = plan_et_realite(bureau.component.model, "15", date(2020, 3, 2))

    assert dit
    suivies = [
        (each["commune_insee"], each["etat"], each["en_retard"]) for each in dit["candidates"]
    ]
    assert suivies == [
        ("15001", "LABELLISEE", False),
        ("15138", "REMONTEE", True),
        ("15014", "SANS_DOSSIER", False),
    ]
    [objectif] = dit["objectifs"]
    assert (objectif["atteint"], objectif["structures"], objectif["echu"]) == (1, 2, True)


def test_une_candidate_qui_a_son_dossier_se_suit_par_lui_et_non_par_sa_commune_a071(
    bureau: Bureau,
) -> None:
    attendue = {"commune_insee": "15001", "echeance": "2020-01-31"}
    adopter(bureau, candidates=[{**attendue, "structure_id": str(structure("Autre"))}])
    bureau.mener_au_label("Allanche", date(2019, 12, 10))

    dit = plan_et_realite(bureau.component.model, "15", date(2020, 3, 2))

    assert dit and dit["candidates"][0]["etat"] == "SANS_DOSSIER"

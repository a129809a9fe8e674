"""Les pages que `status` et `doctor` citent existent, et décrivent leur document."""

import re
from collections.abc import Iterator

import pytest

from console.exploitation import marche
from console.exploitation.courtier import de_rabbitmq, des_files
from console.exploitation.documents import Bilan, EtatDesServices
from console.exploitation.examen import CODES, Etat, Examen
from console.exploitation.examens import Courtier
from console.exploitation.releve import Suivi
from tests.servers.children import ROOT

PAGE = (ROOT / "docs" / "exploitation" / "etat.md").read_text(encoding="utf-8")


def examens() -> Iterator[Examen]:
    yield from marche.du_service(Suivi("funding"))
    yield from des_files(Courtier("funding", "amqp://nulle.part"))
    yield from de_rabbitmq({}, "amqp://nulle.part")


@pytest.mark.parametrize("examen", list(examens()), ids=lambda each: each.nom)
def test_chaque_conduite_mene_a_une_page(examen: Examen) -> None:
    lieux = re.findall(r"(docs/[\w/-]+\.md)(?:#([\w-]+))?", examen.remede)
    for page, ancre in lieux:
        titres = re.findall(r"^#+ (.+)$", (ROOT / page).read_text(encoding="utf-8"), re.M)
        assert not ancre or ancre in [titre.lower() for titre in titres]

    assert lieux or "france-services install" in examen.remede


@pytest.mark.parametrize("examen", list(examens()), ids=lambda each: each.nom)
def test_chaque_examen_est_explique_avec_son_etat(examen: Examen) -> None:
    if examen.nom == "interface d'administration":
        return
    etat = {Etat.EN_PANNE: "en panne", Etat.A_SURVEILLER: "à surveiller"}[examen.gravite]

    assert re.search(rf"^\|[^|]*\| {examen.nom} \| {etat} \|", PAGE, re.M)


def test_l_exemple_du_document_est_un_document() -> None:
    [exemple] = re.findall(r"```json\n(.*?)```", PAGE, re.S)

    vu = EtatDesServices.model_validate_json(exemple)
    assert vu.code == CODES[vu.etat]
    assert EtatDesServices.model_fields.keys() == Bilan.model_fields.keys() | {"services"}
    for model in (vu, *vu.services, *vu.constats):
        assert model.model_fields_set == type(model).model_fields.keys()

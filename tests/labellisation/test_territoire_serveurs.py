"""Les lectures du territoire disent la même chose sur PostgreSQL que dans un dossier (ADR 0008)."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from services.labellisation.geographie.domain import Commune, FichierLu
from services.labellisation.geographie.projections import CommunesRetenues
from services.labellisation.geographie.questions import CommunesChargees
from services.labellisation.pilotage.projections.reseau_connu import ReseauConnu
from services.labellisation.pilotage.questions.a_faire import LISTES, a_faire, liste_de_travail
from services.labellisation.pilotage.questions.consolidation import (
    consolidation,
    structures_remontees,
)
from services.labellisation.pilotage.questions.couverture import couverture, plan_et_realite
from services.labellisation.pilotage.questions.dossier_entier import dossier
from services.labellisation.territoire.commands import AdopterPlan, OuvrirCampagne, RendreAvis
from services.labellisation.territoire.domain.maillage import Point
from shared.log.readers import recorded_after
from shared.read_model import ReadModel
from shared.statements import apply_all
from tests.labellisation.bureau import AGENCE, Bureau, geographie, operateur, prefet, structure
from tests.servers.addresses import Servers
from tests.servers.isolation import databases

NOVEMBRE, AU = date(2019, 11, 4), date(2020, 3, 10)


@pytest.fixture
def postgres(servers: Servers) -> Iterator[ReadModel]:
    with databases(servers, ["labellisation"]) as urls:
        url = make_url(urls["labellisation"]).set(drivername="postgresql+psycopg")
        with closing(ReadModel(url.render_as_string(False))) as model:
            CommunesChargees(model).charger(geographie())
            yield model


def remplir(bureau: Bureau) -> None:
    bureau.demander(OuvrirCampagne, AGENCE, date(2019, 7, 1), code="REMONTEE-2019-09")
    declare: dict[str, Any] = {"evaluation": {"HOR-01": "OUI"}, "agents": 2, "etp": 1.5}
    bureau.remonter("Millau", date(2019, 9, 10), "12145", fiche={"origine": "MSAP"}, **declare)
    plan = {
        "departement": "15",
        "sdaasp": "Schéma du Cantal",
        "objectifs": [{"echeance": "2020-12-31", "structures": 2}],
        "candidates": [{"commune_insee": "15138", "echeance": "2020-01-31", "nom": "Murat"}],
    }
    bureau.demander(AdopterPlan, prefet(), date(2019, 10, 2), **plan)
    bureau.remonter("Murat", NOVEMBRE, "15138")
    bureau.signaler("Murat", NOVEMBRE)
    avis: dict[str, Any] = {"operateur": "CNAF", "avis": "RESERVE", "commentaire": "à voir"}
    avis |= {"structure_id": structure("Murat"), "signalement_id": bureau.signalement("Murat")}
    bureau.demander(RendreAvis, operateur("CAF"), NOVEMBRE, **avis)
    bureau.refuser("Murat", date(2020, 1, 15), "REMARQUES_MINEURES")
    bureau.mener_au_label("Allanche", date(2020, 2, 3))


def copier(bureau: Bureau, model: ReadModel) -> None:
    """Le même journal, dans les tables d'un serveur."""
    events = recorded_after(bureau.component.service, 0, limit=10_000)
    with model.transaction() as connection:
        for reader in bureau.component.projection_readers():
            apply_all(connection, reader.projection.statements(events))


def lectures(model: ReadModel) -> dict[str, Any]:
    reseau = ReseauConnu(model).view()
    return {
        "consolidation": consolidation(model),
        "remontees": structures_remontees(model),
        "couverture": couverture(model, AU),
        "plan": plan_et_realite(model, "15", AU),
        "dossiers": [dossier(model, structure(nom), AU) for nom in ("Murat", "Allanche")],
        "campagnes": reseau.campagnes(),
        "voisines": reseau.labellisees(Point(45.2, 2.93), Point(0.2, 0.2), AU),
        "label": reseau.label_depuis(structure("Allanche")),
        "avis": a_faire(model, "OPERATEUR", "15", NOVEMBRE),
        **{role: liste_de_travail(model, role, "15", AU) for role in LISTES},
    }


def test_les_memes_lectures_sur_un_serveur_et_dans_un_dossier_a005_a070(
    bureau: Bureau, postgres: ReadModel
) -> None:
    remplir(bureau)
    copier(bureau, postgres)

    ici, la_bas = lectures(bureau.component.model), lectures(postgres)

    assert la_bas == ici
    assert all(ici.values()), [nom for nom, dit in ici.items() if not dit]


def test_sur_un_serveur_une_commune_se_retient_une_seconde_et_une_absence_jamais(
    postgres: ReadModel,
) -> None:
    heures = iter([100.0, 100.1, 100.5, 102.0, 102.1])
    retenues = CommunesRetenues(postgres, lambda: next(heures))
    avant = retenues.view()
    assert (avant.millesime, avant.commune("15138")) == ("2024", _murat(postgres))

    vide = replace(geographie(), millesime=2025, fichiers=(FichierLu("f", "2025"),), communes=())
    CommunesChargees(postgres).charger(vide)

    assert retenues.view().commune("15138") is not None
    apres = retenues.view()
    assert (apres.millesime, apres.commune("15138")) == ("2025", None)


def _murat(model: ReadModel) -> Commune | None:
    return CommunesChargees(model).commune("15138")

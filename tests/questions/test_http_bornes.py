"""Les bornes des questions par HTTP : débit, durée, fin d'un jeton .

L'application est appelée sans réseau : ses horloges sont celles de l'essai.
"""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from socket import IPPROTO_TCP, TCP_NODELAY, create_connection
from typing import Annotated, Any
from uuid import UUID

import httpx
import pytest
from pydantic import Field

from console.execution.services import published
from console.installation.jetons import Gardien
from shared.clock import SimulatedClock, SystemClock
from shared.http.application import Door, Published, application
from shared.http.documents import Documents
from shared.http.entrance import Entrance, Tokens
from shared.http.problems import PROBLEMS
from shared.http.serving import listening
from shared.questions.parametres import Exercice
from shared.questions.question import Parametres, Questions
from shared.rate_limit import RateLimit
from shared.refusal import RefusDuMoment
from shared.runtime.component import Component
from shared.runtime.senders import Senders
from tests.questions.reseau import repris
from tests.questions.serveur_http import LIEU, ouvrir_les_comptes

COMPTES = {"public": {"roles": ("PUBLIC",)}, "agence": {"roles": ("AGENCE_NATIONALE",)}}
COMPTAGE = "/v1/labellisation/comptes?au=2020-02-10"


class Montre:
    """Une horloge en secondes, que l'essai avance."""

    def __init__(self) -> None:
        self.secondes = 0.0

    def __call__(self) -> float:
        return self.secondes


@dataclass
class Porte:
    """L'application, ses horloges, et les jetons de ses comptes."""

    door: Door
    gardien: Gardien
    horloge: SimulatedClock
    montre: Montre

    def demander(self, chemin: str, jeton: str, adresse: str = "192.0.2.1") -> httpx.Response:
        async def demande() -> httpx.Response:
            app = application(self.door, {}, Documents(dict))
            transport = httpx.ASGITransport(app, client=(adresse, 1))
            async with httpx.AsyncClient(transport=transport, base_url="http://essai") as client:
                return await client.get(chemin, headers={"Authorization": f"Bearer {jeton}"})

        return asyncio.run(demande())


@pytest.fixture(scope="module")
def dossier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bornes")


@pytest.fixture(scope="module")
def reseau(dossier: Path) -> Iterator[tuple[Component, list[UUID]]]:
    with repris(dossier, dossier) as (programme, ids):
        yield programme.components["labellisation"], ids


@pytest.fixture
def porte(tmp_path: Path, reseau: tuple[Component, list[UUID]]) -> Iterator[Porte]:
    yield from porte_de(tmp_path, reseau[0])


def porte_de(tmp_path: Path, component: Component, **bornes: Any) -> Iterator[Porte]:
    """Deux questions d'un coup, puis une par seconde ; deux jetons refusés par adresse."""
    ouverts = ouvrir_les_comptes(tmp_path, COMPTES)
    horloge, montre = SimulatedClock(SystemClock().now()), Montre()
    gardien = replace(ouverts, clock=horloge)
    entrance = Entrance(
        Senders("http", gardien.comptes),
        Tokens(gardien.fichier),
        horloge,
        RateLimit(2, 2.0, montre),
        RateLimit(2, 2.0, montre),
    )
    services = {component.name: Published(component, published(component.name))}
    with closing(Door(services, entrance, **bornes)) as door:
        yield Porte(door, gardien, horloge, montre)


class Somme(Parametres):
    """Des nombres."""

    de: Annotated[tuple[int, ...], Field(max_length=5)]


class UneAnnee(Parametres):
    """Un exercice, ou tous."""

    annee: Exercice | None = None


class Rien(Parametres):
    """Aucun paramètre."""


class TropTot(RefusDuMoment):
    """Un refus que seul un service connaît."""


ESSAI = Questions("essai")


@ESSAI.on("somme")
def somme(component: Component, asked: Somme) -> int:
    """La somme de ces nombres."""
    return sum(asked.de)


@ESSAI.on("annee")
def annee(component: Component, asked: UneAnnee) -> int | None:
    """L'année demandée."""
    return asked.annee


@ESSAI.on("refus")
def refus(component: Component, asked: Rien) -> int:
    """Ce que le service refuse toujours."""
    raise TropTot("Revenez demain.")


@ESSAI.on("echec")
def echec(component: Component, asked: Rien) -> int:
    """Ce qui échoue toujours."""
    raise RuntimeError("un secret")


@pytest.fixture
def curieuse(porte: Porte, monkeypatch: pytest.MonkeyPatch) -> Porte:
    """La même, où un service de plus répond à tous."""
    [labellisation] = porte.door.services.values()
    ouvertes = {each.id: {"PUBLIC": "NATIONAL"} for each in ESSAI}
    monkeypatch.setattr("shared.questions.rights.rights", lambda: ouvertes)
    porte.door.services = {"essai": Published(labellisation.component, ESSAI)}
    return porte


def code(reponse: httpx.Response) -> str:
    return str(reponse.json()["type"]).removeprefix(PROBLEMS)


def test_un_compte_qui_demande_trop_attend_et_lui_seul(porte: Porte) -> None:
    agence, public = porte.gardien.donner("agence"), porte.gardien.donner("public")
    rendus = [porte.demander(COMPTAGE, agence).status_code for _ in range(2)]

    trop, voisin = porte.demander(COMPTAGE, agence), porte.demander(COMPTAGE, public)

    assert rendus == [200, 200] and voisin.status_code == 200
    assert (trop.status_code, code(trop)) == (429, "TropDeQuestions")
    assert trop.headers["retry-after"] == "1" and "« agence »" in trop.json()["detail"]
    porte.montre.secondes += int(trop.headers["retry-after"])
    assert porte.demander(COMPTAGE, agence).status_code == 200


def test_une_adresse_qui_essaie_des_jetons_attend_sans_gener_qui_en_a_un(porte: Porte) -> None:
    bon = porte.gardien.donner("public")
    refus = [porte.demander(COMPTAGE, "fs_faux").status_code for _ in range(2)]

    trop = porte.demander(COMPTAGE, "fs_faux")
    ailleurs = porte.demander(COMPTAGE, "fs_faux", adresse="192.0.2.2")

    assert refus == [401, 401]
    assert trop.status_code == 429 and trop.headers["retry-after"] == "1"
    assert ailleurs.status_code == 401
    assert porte.demander(COMPTAGE, bon).status_code == 200


def test_un_jeton_vaut_jusqu_a_sa_fin(porte: Porte) -> None:
    fin = porte.horloge.now() + timedelta(days=1)
    jeton = porte.gardien.donner("public", fin)
    avant = porte.demander(COMPTAGE, jeton)

    porte.horloge.advance(fin + timedelta(days=1))

    assert avant.status_code == 200
    assert code(porte.demander(COMPTAGE, jeton)) == "JetonRefuse"
    assert [each["etat"] for each in porte.gardien.montres()] == ["périmé"]


def test_une_reponse_trop_lente_n_est_pas_attendue(
    tmp_path: Path, dossier: Path, reseau: tuple[Component, list[UUID]]
) -> None:
    """La base est tenue par un autre : le refus attend pour s'enregistrer."""
    component, ids = reseau
    with closing(sqlite3.connect(dossier / "labellisation.sqlite", isolation_level=None)) as base:
        for porte in porte_de(tmp_path, component, seconds=0.2):
            jeton, chemin = porte.gardien.donner("public"), "/v1/labellisation/dossier"
            base.execute("BEGIN IMMEDIATE")
            lente = porte.demander(f"{chemin}?structure_id={ids[0]}", jeton)
            base.execute("ROLLBACK")

    assert (lente.status_code, code(lente)) == (503, "ReponseTropLente")
    assert lente.headers["retry-after"] == "5"


def test_une_erreur_de_notre_part_est_au_journal_et_pas_dans_la_reponse(
    curieuse: Porte, caplog: pytest.LogCaptureFixture
) -> None:
    reponse = curieuse.demander("/v1/essai/echec", curieuse.gardien.donner("public"))

    assert (reponse.status_code, code(reponse)) == (500, "ErreurInterne")
    assert "secret" not in reponse.text
    assert "Une question reste sans réponse" in caplog.text


def test_un_refus_du_service_garde_son_code_et_son_texte(curieuse: Porte) -> None:
    reponse = curieuse.demander("/v1/essai/refus", curieuse.gardien.donner("public"))

    assert (reponse.status_code, code(reponse)) == (422, "TropTot")
    assert reponse.json()["detail"] == "Revenez demain."


def test_un_nombre_entier_se_donne_en_chiffres(curieuse: Porte) -> None:
    jeton = curieuse.gardien.donner("public")

    dite, tue = (curieuse.demander(f"/v1/essai/annee{quoi}", jeton) for quoi in ("?annee=2020", ""))

    assert (dite.json()["contenu"], tue.json()["contenu"]) == (2020, None)


@pytest.mark.parametrize(
    ("dite", "regle"),
    [
        ("deux", "int_type"),
        ("2020.5", "int_type"),
        ("%C2%B2", "int_type"),
        ("9" * 30, "int_type"),
        ("1999", "greater_than_equal"),
    ],
)
def test_ce_qui_n_est_pas_un_entier_admis_est_refuse(
    curieuse: Porte, dite: str, regle: str
) -> None:
    fausse = curieuse.demander(f"/v1/essai/annee?annee={dite}", curieuse.gardien.donner("public"))

    [faute] = fausse.json()["fautes"]
    assert (fausse.status_code, faute["champ"], faute["regle"]) == (400, "annee", regle)


def test_une_connexion_acceptee_envoie_sans_attendre() -> None:
    """Sinon le corps d'une réponse attend que le client accuse réception de ses en-têtes."""
    with closing(listening(LIEU, 0)) as ecoute, create_connection(ecoute.getsockname()):
        acceptee, _ = ecoute.accept()
        with acceptee:
            assert acceptee.getsockopt(IPPROTO_TCP, TCP_NODELAY)


def test_une_liste_se_donne_en_repetant_son_nom(curieuse: Porte) -> None:
    jeton = curieuse.gardien.donner("public")

    somme = curieuse.demander("/v1/essai/somme?de=1&de=2&de=39", jeton)
    fausse = curieuse.demander("/v1/essai/somme?de=1&de=deux", jeton)

    assert somme.json()["contenu"] == 42
    assert fausse.json()["fautes"][0] == {
        "champ": "de.1",
        "regle": "int_parsing",
        "attendu": "nombre entier attendu",
        "recu": "deux",
    }

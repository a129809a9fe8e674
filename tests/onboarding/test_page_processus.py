"""Le processus de la page : sur un dossier d'essai, et deux à la fois sur les serveurs."""

import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from socket import IPPROTO_TCP, TCP_NODELAY, create_connection
from threading import Barrier
from uuid import uuid5

import httpx
import pytest

from console.execution.page import ecouter, en_https, ouvrir_la_page
from services.onboarding.component import build
from services.onboarding.raccordement.domain.raccordement import Raccordement
from shared.liens import Signature
from shared.log.readers import recorded_after
from shared.messages.envelope import Envelope
from shared.refusal import Refus
from shared.runtime.component import Component
from shared.runtime.settings import ConfigurationRefused, from_environment
from tests.journeys.drivers import LINK_SECRET, process_environment
from tests.onboarding.page import LABEL, Navigateur, Temps, dernier_lien, essai, liens_de
from tests.servers.addresses import Servers, free_port, inherited
from tests.servers.children import ROOT, Children
from tests.servers.isolation import databases


@contextmanager
def page(environment: Mapping[str, str], *words: str) -> Iterator[str]:
    """L'adresse d'un processus de la page ; SIGTERM l'arrête, sans erreur."""
    command = [sys.executable, "-m", "console", "page", "--port", "0", *words]
    with Children() as children:
        known = {**environment, "COLUMNS": "2000", "PYTHONUNBUFFERED": "1"}
        process = children.talk(command, known, ROOT)
        assert process.stdout
        dit = process.stdout.readline()
        assert dit.startswith("La page est ouverte : "), dit
        yield dit.split()[5].removesuffix("/inscription")
        assert children.end(process) == [0]


def courriels(folder: Path) -> dict[Path, tuple[str, ...]]:
    return {path: tuple(liens_de(path)) for path in (folder / "courriels").glob("*.eml")}


def test_apres_un_essai_les_liens_de_ses_courriels_s_ouvrent(tmp_path: Path) -> None:
    """Celui de 2019 a expiré : la page en envoie un autre, qui mène à elle-même."""
    with essai(tmp_path, Temps()) as avant:
        ancien = dernier_lien(avant)
    connus = courriels(tmp_path)

    port = str(free_port())
    ici = {**inherited(), "HTTP_PORT": port}
    with page(ici, "--sortie", str(tmp_path)) as base, Navigateur(base) as elle:
        assert elle.ouvrir(ancien).statut == 410
        assert elle.envoyer("/lien").statut == 200
        neufs = courriels(tmp_path).items() - connus.items()
        [nouveau] = {lien for _, liens in neufs for lien in liens}
        assert nouveau.startswith(f"{base}/inscription?jeton=")
        assert elle.creer_le_compte(nouveau).statut == 200
        assert "Les applications sont ouvertes" in elle.inscrire().texte
        assert elle.client.get("/healthz").status_code == 200
        assert [sonde(port, each).status_code for each in ("/readyz", "/metrics")] == [200] * 2
        assert 'database_up{service="onboarding"} 1.0' in sonde(port, "/metrics").text

    assert len([*courriels(tmp_path)]) > len(connus) + 1


@pytest.fixture
def environnement(servers: Servers, tmp_path: Path) -> Iterator[dict[str, str]]:
    """La base d'onboarding, migrée, et ce qu'un opérateur donne à ses processus."""
    with databases(servers, ["onboarding"]) as urls:
        known = process_environment(tmp_path, 25, urls, "amqp://nulle.part")
        yield {**known, "LINK_ADDRESS": "http://127.0.0.1/inscription"}


@pytest.fixture
def onboarding(
    environnement: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Component]:
    """Son service, dans ce processus, où une structure est labellisée."""
    for name, value in environnement.items():
        monkeypatch.setenv(name, value)
    with closing(build(from_environment("onboarding"))) as component:
        assert component.service.receive(Envelope.starting(LABEL)).accepted
        yield component


def test_deux_navigateurs_chez_deux_processus_font_un_seul_compte_inv_13(
    environnement: dict[str, str], onboarding: Component
) -> None:
    lien_id = uuid5(LABEL.label_id, "lien 1")
    jeton = Signature(LINK_SECRET).jeton(LABEL.label_id, lien_id)
    ensemble = Barrier(2)

    def creer(navigateur: Navigateur) -> str:
        ensemble.wait()
        return navigateur.envoyer("/structure", confirme="oui").h1.strip()

    with page(environnement) as une, page(environnement) as autre:
        with Navigateur(une) as elle, Navigateur(autre) as lui, ThreadPoolExecutor(2) as fils:
            for navigateur in (elle, lui):
                assert navigateur.ouvrir(f"/inscription?jeton={jeton}").statut == 200
            dits = sorted(fils.map(creer, (elle, lui)))

    assert dits == ["Ce lien a déjà servi", "Inscrire vos agents"]
    kinds = [type(each) for _, each in recorded_after(onboarding.service, 0, limit=1000)]
    assert kinds.count(Raccordement.CompteStructureCree) == 1


def test_ses_sondes_et_ses_mesures_sont_sur_le_port_des_autres_processus(
    environnement: dict[str, str],
) -> None:
    port = str(free_port())

    with page({**environnement, "HTTP_PORT": port}) as base, Navigateur(base) as elle:
        assert elle.ouvrir("/inscription").statut == 200
        lues = {each: sonde(port, each) for each in ("/livez", "/readyz", "/metrics")}

    assert [each.status_code for each in lues.values()] == [200] * 3
    prete = lues["/readyz"].json()
    assert (prete["service"], prete["role"]) == ("onboarding", "page")
    assert prete["controles"] == dict.fromkeys(("base de données", "tables", "service"), "OK")
    for mesure in (
        'france_services_page_seconds_count{page="accueil",status="200"} 1.0',
        'france_services_build_info{revision="inconnue",role="page",service="onboarding"',
        'france_services_database_up{service="onboarding"} 1.0',
        'france_services_pool_connections_in_use{pool="lecture",service="onboarding"}',
    ):
        assert mesure in lues["/metrics"].text


def sonde(port: str, page: str) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{port}{page}", trust_env=False)


@pytest.mark.parametrize(
    ("adresse", "tls"),
    [
        ("https://plateforme.example/inscription", True),
        ("http://127.0.0.1:8080/inscription", False),
        ("http://localhost/inscription", False),
    ],
)
def test_l_adresse_des_liens_dit_si_la_page_est_en_https(adresse: str, tls: bool) -> None:
    assert en_https(adresse) is tls


@pytest.mark.parametrize(
    ("adresse", "dit"),
    [
        ("https://plateforme.example/ailleurs", "il faut l'adresse de la page"),
        ("ftp://plateforme.example/inscription", "il faut l'adresse de la page"),
        ("", "il faut l'adresse de la page"),
        ("http://plateforme.example/inscription", "en https"),
    ],
)
def test_des_liens_qui_ne_menent_pas_a_la_page_sont_refuses(adresse: str, dit: str) -> None:
    with pytest.raises(ConfigurationRefused, match=dit):
        en_https(adresse)


def test_un_port_occupe_est_dit_en_une_phrase() -> None:
    with ecouter("127.0.0.1", 0) as ecoute:
        port = ecoute.getsockname()[1]
        with pytest.raises(Refus, match=f"port {port} : un autre programme l'occupe"):
            ecouter("127.0.0.1", port)


def test_une_page_part_sans_attendre_l_accuse_de_ses_en_tetes() -> None:
    with ecouter("127.0.0.1", 0) as ecoute, create_connection(ecoute.getsockname()):
        acceptee, _ = ecoute.accept()
        with acceptee:
            assert acceptee.getsockopt(IPPROTO_TCP, TCP_NODELAY)


def test_un_dossier_qui_n_est_d_aucun_essai_est_refuse(tmp_path: Path) -> None:
    with pytest.raises(Refus, match="n'est pas le dossier d'un essai"):
        ouvrir_la_page(tmp_path, "127.0.0.1", 0)
    assert [*tmp_path.iterdir()] == []

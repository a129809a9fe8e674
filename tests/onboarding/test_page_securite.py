"""Ce que la page refuse, ce qu'elle ne dit pas, et ce qu'elle impose au navigateur."""

import logging
from threading import Event

import httpx
import pytest
from anyio import run
from prometheus_client import REGISTRY, generate_latest
from sqlalchemy.exc import OperationalError
from starlette.responses import Response

from services.onboarding.inscription.web.application import application
from services.onboarding.inscription.web.freins import freins, reseau
from services.onboarding.inscription.web.session import Session, Sessions
from services.onboarding.inscription.web.sondes import controles
from shared.limits import GESTES_D_UN_LIEN, LIENS_DEMANDES_PAR_HEURE, VISITES_PAR_MINUTE
from shared.read_model import ReadModel
from shared.runtime.probes.health import judged
from tests.onboarding.page import (
    ADA,
    COURRIEL,
    DEBUT,
    Essai,
    Navigateur,
    Temps,
    dernier_lien,
    dite,
)

VISITES, GESTES = VISITES_PAR_MINUTE.valeur, GESTES_D_UN_LIEN.valeur
DEMANDES = LIENS_DEMANDES_PAR_HEURE.valeur


@pytest.mark.parametrize("jeton", [None, "", "forge", "é"])
def test_un_formulaire_sans_le_jeton_de_sa_session_est_refuse(
    ouvert: Essai, elle: Navigateur, jeton: str | None
) -> None:
    elle.ouvrir(dernier_lien(ouvert))
    champs = {"confirme": "oui"} | ({} if jeton is None else {"jeton_du_formulaire": jeton})

    assert dite(elle.poster("/structure", champs), 403, "Ce formulaire n'est plus valable")
    assert ouvert.comptes() == []


def test_le_jeton_d_une_session_ne_vaut_pas_dans_une_autre(ouvert: Essai, elle: Navigateur) -> None:
    with ouvert.navigateur() as espion:
        espion.ouvrir("/inscription/nouveau-lien")
        sien = espion.page.formulaires["/inscription/nouveau-lien"]["jeton_du_formulaire"]
    elle.ouvrir(dernier_lien(ouvert))
    champs = {"confirme": "oui", "jeton_du_formulaire": sien}

    assert elle.poster("/structure", champs).statut == 403
    assert ouvert.comptes() == []


def test_un_temoin_forge_ou_change_n_ouvre_rien(ouvert: Essai, elle: Navigateur) -> None:
    elle.creer_le_compte(dernier_lien(ouvert))
    [(nom, signe)] = elle.client.cookies.items()
    for faux in (f"x{signe}", signe[:-2], "", "a.b"):
        elle.client.cookies.clear()
        elle.client.cookies.set(nom, faux)
        assert elle.ouvrir("/inscription/agents").statut == 403


@pytest.mark.parametrize(
    ("chemin", "statut"),
    [("/inscription", 200), ("/inscription/lien", 403), ("/inscription/x", 404), ("/x", 404)],
)
def test_chaque_reponse_borne_ce_que_le_navigateur_peut_en_faire(
    elle: Navigateur, chemin: str, statut: int
) -> None:
    reponse = elle.ouvrir(chemin).reponse
    politique = reponse.headers["content-security-policy"]

    assert reponse.status_code == statut
    assert "default-src 'none'" in politique and "frame-ancestors 'none'" in politique
    assert "unsafe" not in politique and "script-src" not in politique
    assert reponse.headers["x-content-type-options"] == "nosniff"
    assert reponse.headers["referrer-policy"] == "no-referrer"
    assert reponse.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in reponse.headers
    assert 'style="' not in reponse.text and "<script" not in reponse.text
    assert "http://" not in reponse.text and "https://" not in reponse.text


def test_en_https_le_temoin_ne_voyage_jamais_en_clair() -> None:
    sessions = Sessions("secret", True, lambda: DEBUT)
    reponse = Response()
    sessions.ecrire(reponse, Session("id"))
    dit = reponse.headers["set-cookie"].lower()

    assert dit.startswith("__host-inscription=")
    assert all(mot in dit for mot in ("secure", "httponly", "samesite=lax", "path=/"))
    assert "domain" not in dit and "max-age" not in dit


def test_le_style_se_garde_et_ne_vient_que_de_la_page(elle: Navigateur) -> None:
    reponse = elle.client.get("/inscription/style.css")

    assert reponse.headers["cache-control"].startswith("public")
    assert "url(" not in reponse.text and "@import" not in reponse.text


def test_une_adresse_qui_demande_trop_attend(elle: Navigateur, temps: Temps) -> None:
    statuts = [elle.client.get("/inscription").status_code for _ in range(VISITES + 1)]
    assert statuts == [200] * VISITES + [429]
    page = elle.ouvrir("/inscription")
    assert dite(page, 429, "Trop de demandes en peu de temps")

    temps.maintenant += int(page.reponse.headers["retry-after"])
    assert elle.ouvrir("/inscription").statut == 200


def test_un_lien_dont_on_abuse_attend_d_ou_qu_on_vienne(ouvert: Essai, elle: Navigateur) -> None:
    statuts = [elle.ouvrir(dernier_lien(ouvert)).statut for _ in range(GESTES + 1)]

    assert statuts == [200] * GESTES + [429]


def test_les_demandes_de_lien_d_une_adresse_sont_comptees(elle: Navigateur) -> None:
    elle.ouvrir("/inscription/nouveau-lien")
    champs = {**elle.page.formulaires["/inscription/nouveau-lien"]}
    champs |= {"departement": "15", "courriel": "x@y.fr"}
    statuts = [elle.poster("/nouveau-lien", champs).statut for _ in range(DEMANDES + 1)]

    assert statuts == [200] * DEMANDES + [429]


def test_un_abonne_ipv6_n_a_qu_un_frein_pour_toutes_ses_adresses() -> None:
    assert reseau("2001:db8::1") == reseau("2001:db8::2") != reseau("2001:db8:0:1::1")
    assert reseau("192.0.2.1") != reseau("192.0.2.2")
    assert reseau("") == ""


@pytest.mark.parametrize(
    ("corps", "type_dit"),
    [
        (b"a=" + b"x" * 70_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % n for n in range(300)), "application/x-www-form-urlencoded"),
        (b"a=%ff%fe", "application/x-www-form-urlencoded"),
        ("a=é".encode(), "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"", "multipart/form-data; boundary=x"),
    ],
    ids=["gros", "champs", "octets", "accents", "json", "fichiers"],
)
def test_un_formulaire_trop_gros_ou_abime_est_refuse(
    elle: Navigateur, corps: bytes, type_dit: str
) -> None:
    reponse = elle.client.post(
        "/inscription/nouveau-lien", content=corps, headers={"content-type": type_dit}
    )

    assert reponse.status_code == 400 and "Ce formulaire n'a pu être lu" in reponse.text


def test_le_nom_d_une_structure_ne_peut_ecrire_de_html(ouvert: Essai, elle: Navigateur) -> None:
    elle.creer_le_compte(dernier_lien(ouvert))
    page = elle.inscrire(**{"courriel-1": '"><script>alert(1)</script>', "courriel-2": ADA})

    assert "<script" not in page.reponse.text and "&lt;script&gt;" in page.reponse.text


def test_le_journal_ne_dit_ni_adresse_ni_jeton(
    ouvert: Essai, elle: Navigateur, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    lien = dernier_lien(ouvert)
    elle.creer_le_compte(lien)
    elle.inscrire(**{"courriel-1": ADA, "courriel-2": "faux"})
    elle.ouvrir("/inscription/nouveau-lien")
    elle.envoyer("/nouveau-lien", departement="15", courriel=COURRIEL)
    ouvert.faire(lambda: None)

    dits = [each.getMessage() for each in caplog.records if not each.name.startswith("httpx")]
    assert "GET accueil : 303" in dits and "POST agents : 422" in dits
    jeton = lien.partition("=")[2]
    assert not [each for each in dits if ADA in each or COURRIEL in each or jeton in each]


def test_une_base_absente_a_sa_page_et_sa_sonde(
    ouvert: Essai, elle: Navigateur, monkeypatch: pytest.MonkeyPatch
) -> None:
    elle.creer_le_compte(dernier_lien(ouvert))
    sondes = controles(ouvert.guichet)
    assert judged(sondes).holds

    def perdue(*asked: object) -> None:
        raise OperationalError("SELECT", {}, Exception("injoignable"))

    monkeypatch.setattr(ReadModel, "query", perdue)
    page = elle.ouvrir("/inscription/suite")

    assert dite(page, 503, "Le service est momentanément indisponible")
    assert page.reponse.headers["retry-after"]
    assert judged(sondes).checks["base de données"].startswith("injoignable (OperationalError")
    assert elle.client.get("/healthz").status_code == 200


def test_une_base_qui_ne_repond_pas_a_temps_n_arrete_pas_la_page(
    ouvert: Essai, elle: Navigateur
) -> None:
    elle.ouvrir(dernier_lien(ouvert))
    ouvert.guichet.secondes = 0.05
    revient = Event()
    ouvert.guichet.fil.submit(revient.wait)
    try:
        assert elle.ouvrir("/inscription/structure").statut == 503
        assert elle.ouvrir("/inscription").statut == 200
        assert not judged(controles(ouvert.guichet, 0.05)).holds
    finally:
        revient.set()


@pytest.mark.parametrize("chemin", ["/metrics", "/readyz", "/livez"])
def test_les_sondes_ne_sont_pas_ou_viennent_les_navigateurs(elle: Navigateur, chemin: str) -> None:
    assert elle.client.get(chemin).status_code == 404


def test_les_mesures_comptent_les_pages_par_nom(ouvert: Essai, elle: Navigateur) -> None:
    elle.ouvrir(dernier_lien(ouvert))
    elle.ouvrir("/inscription/rien-de-connu")
    mesures = generate_latest(REGISTRY).decode()

    assert 'france_services_page_seconds_count{page="structure",status="200"}' in mesures
    assert "rien-de-connu" not in mesures


def test_une_page_inconnue_et_la_racine(elle: Navigateur) -> None:
    assert dite(elle.ouvrir("/ailleurs"), 404, "Cette page n'existe pas")
    assert elle.ouvrir("/").chemin == elle.ouvrir("/inscription/").chemin == "/inscription"


def test_l_application_en_https_le_dit_au_navigateur(ouvert: Essai) -> None:
    site = application(ouvert.guichet, "secret", True, freins())

    async def demander() -> httpx.Response:
        transport = httpx.ASGITransport(site)
        async with httpx.AsyncClient(transport=transport, base_url="https://page") as client:
            return await client.get("/inscription")

    reponse = run(demander)
    assert reponse.headers["strict-transport-security"] == "max-age=31536000"
    assert "Secure" in reponse.headers["set-cookie"]

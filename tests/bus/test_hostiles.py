"""Aucun message n'arrête un lecteur : chacun est refusé avant d'être lu, et gardé à sa mesure."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from kombu import Connection

from shared.clock import SystemClock
from shared.delivery.redrive import CorpsNonGarde, Redrive
from shared.limits import CORPS_D_UN_FAIT, CORPS_D_UNE_DEMANDE, EXEMPLES, EXTRAIT
from shared.messages.raw import ACCOUNT, RawMessage
from shared.read_model import ReadModel
from shared.statements import Row
from tests.bus.demandeur import Demandeur
from tests.bus.emetteur import neuf, nouvelle
from tests.bus.harnais import COMMANDES, FILE, Harnais, SurRabbit, jusqu_a, lues, retenus
from tests.bus.lettres import brut, comptees, demande, etats
from tests.shared.hostiles import HOSTILES

CLES = b"{" + b",".join(b'"cle %d":0' % rang for rang in range(700_000)) + b"}"
"""Un corps de presque 11 Mo, et autant de clés qu'un objet ne devrait jamais en avoir."""


@pytest.mark.parametrize("corps", [corps for corps, _ in HOSTILES.values()], ids=HOSTILES)
def test_une_demande_hostile_recoit_sa_raison_et_n_est_pas_retenue(
    harnais: Harnais, corps: bytes
) -> None:
    lettre = brut(neuf(), corps, "Lire", COMMANDES)

    reponse = harnais.component.reception.take(lettre)

    assert reponse and (reponse.statut, reponse.code) == ("ILLISIBLE", "Illisible")
    assert harnais.parking.find(lettre.key) == []
    assert comptees(harnais, cause="Corps illisible") > 0


@pytest.mark.parametrize("corps", [corps for corps, _ in HOSTILES.values()], ids=HOSTILES)
def test_un_fait_hostile_attend_une_decision(harnais: Harnais, corps: bytes) -> None:
    lettre = brut(neuf(), corps)

    harnais.component.reception.take(lettre)

    [row] = harnais.parking.find(lettre.key)
    gardee = harnais.parking.raw_message(lettre.key)
    assert (row["etat"], row["cause"]) == ("MORT", "Illisible")
    assert gardee and gardee.body == corps


def test_une_demande_trop_grosse_est_refusee_sans_etre_lue(harnais: Harnais) -> None:
    reponse = harnais.component.reception.take(RawMessage(COMMANDES, "Lire", CLES))

    assert reponse and f"a {len(CLES)} octets, pour {CORPS_D_UNE_DEMANDE} admis" in reponse.detail
    [groupe] = [
        each
        for each in harnais.component.reception.unreadable.groups()
        if (each["type"], each["cause"]) == ("Lire", "Trop gros")
    ]
    [exemple, *_] = harnais.component.reception.unreadable.samples(groupe)
    assert (exemple["octets"], exemple["corps"]) == (len(CLES), CLES[: EXTRAIT.valeur])


def test_un_fait_trop_gros_ne_garde_que_son_debut_et_ne_peut_qu_etre_ecarte(
    harnais: Harnais,
) -> None:
    sujet, reception = neuf(), harnais.component.reception
    gros = [brut(sujet, b"a" * CORPS_D_UN_FAIT.valeur + fin) for fin in (b"b", b"c")]
    for lettre in gros:
        reception.take(lettre)
        reception.take(lettre)
    harnais.publish(nouvelle(sujet, "suivante"))
    jusqu_a(harnais, lambda: etats(harnais, sujet) == ["MORT", "MORT", "EN_ATTENTE"])

    rows = retenus(harnais, sujet)[:2]
    assert [(row["cause"], row["vus"]) for row in rows] == [("Trop gros", 2)] * 2
    for row, lettre in zip(rows, gros, strict=True):
        gardee = harnais.parking.raw_message(row["cle"])
        assert gardee and gardee.body == b"a" * EXTRAIT.valeur
        assert lettre.digest in row["erreur"] and str(len(lettre.body)) in row["erreur"]
        with pytest.raises(CorpsNonGarde, match="ne peut qu'être écarté"):
            Redrive(reception, "exploitation", "essai").redrive(row, b"{}")
        Redrive(reception, "exploitation", "essai").discard(row)
    jusqu_a(harnais, lambda: lues(harnais, sujet) == ["suivante"])


def test_ce_qui_epuise_la_pile_ou_la_memoire_est_illisible(
    harnais: Harnais, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a value that would pass every bound, and exhaust the process while it is validated."""
    lettre = demande(neuf(), "une")
    for panne in (RecursionError, MemoryError):

        def epuiser(*_: Any, panne: type[Exception] = panne) -> None:
            raise panne

        with monkeypatch.context() as patch:
            patch.setattr("shared.delivery.wire.read_json", epuiser)
            reponse = harnais.component.reception.take(lettre)
        assert reponse and reponse.statut == "ILLISIBLE" and "mémoire" in reponse.detail


def test_un_deluge_de_demandes_illisibles_tient_en_un_groupe(harnais: Harnais) -> None:
    reception, entetes = harnais.component.reception, {ACCOUNT: str(neuf())}
    for rang in range(200):
        reception.take(RawMessage(COMMANDES, f"Rumeur{rang}", b"{%d" % rang, entetes))

    [groupe] = [
        each for each in reception.unreadable.groups() if each["compte"] == entetes[ACCOUNT]
    ]
    assert (groupe["nombre"], groupe["type"], groupe["cause"]) == (200, "(inconnu)", "Type inconnu")
    assert groupe["premiere"] < groupe["derniere"]
    exemples = list(reception.unreadable.samples(groupe))
    assert sorted(each["corps"] for each in exemples) == [b"{%d" % rang for rang in range(195, 200)]
    assert len(exemples) == EXEMPLES.valeur


def test_un_groupe_silencieux_depuis_un_mois_est_oublie(harnais: Harnais) -> None:
    reception = harnais.component.reception
    reception.take(RawMessage(COMMANDES, "Lire", b"{", {ACCOUNT: str(neuf())}))
    maintenant = SystemClock().now()

    reception.unreadable.forget(maintenant)
    assert reception.unreadable.groups()
    reception.unreadable.forget(maintenant.replace(year=maintenant.year + 1))

    assert reception.unreadable.groups() == []
    assert harnais.model.query("SELECT * FROM demandes_illisibles_exemples") == []


@pytest.fixture
def lus(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """La taille de chaque réponse de la base, en caractères."""
    tailles: list[int] = []
    original = ReadModel.query

    def query(self: ReadModel, sql: str, parameters: Row | None = None) -> list[dict[str, Any]]:
        rows = original(self, sql, parameters)
        tailles.append(sum(len(str(value)) for row in rows for value in row.values()))
        return rows

    monkeypatch.setattr(ReadModel, "query", query)
    yield tailles


GROS = b"[" + b" " * 200_000
UNE_PAGE, UN_CORPS = 100_000, 4 * 200_100 // 3


def test_deux_cents_messages_retenus_se_lisent_sans_leurs_corps(
    harnais: Harnais, lus: list[int]
) -> None:
    """Un corps au plus en mémoire, quand il en faut un."""
    lettres = [RawMessage(FILE, "Nouvelle", GROS + b"%d" % rang) for rang in range(200)]
    for lettre in lettres:
        harnais.component.reception.take(lettre)

    lus.clear()
    assert len(list(harnais.parking.all())) >= 200
    assert 0 < max(lus) < UNE_PAGE
    harnais.component.reception.reconsider()
    assert harnais.parking.erase({"1"}) >= 100
    assert UN_CORPS - 200 < max(lus) < UN_CORPS + UNE_PAGE
    for lettre in lettres:
        harnais.parking.release(lettre.key)


def test_ce_qui_est_du_se_lit_sans_les_corps(harnais: Harnais, lus: list[int]) -> None:
    loin = SystemClock().now().replace(year=2999)
    lettres = [brut(neuf(), GROS) for _ in range(10)]
    for lettre in lettres:
        harnais.parking.keep(lettre, "Panne", "", loin, loin, 1)

    lus.clear()
    assert len(harnais.parking.due(loin)) >= 10
    assert 0 < max(lus) < UNE_PAGE
    for lettre in lettres:
        harnais.parking.release(lettre.key)


def test_des_en_tetes_emboites_sans_fin_n_arretent_pas_le_lecteur(sur_rabbit: SurRabbit) -> None:
    """La bibliothèque les lit par récursion, avant tout code du service."""
    service, sujet = sur_rabbit.processes["service"], neuf()
    entetes: list[Any] = []
    for _ in range(2_000):
        entetes = [entetes]
    profonde = demande(sujet, "profonde")

    with emboitant(), Connection(sur_rabbit.uri) as connection:
        channel = connection.channel()
        message = channel.prepare_message(profonde.body, headers={"x": entetes})
        channel.basic_publish(message, exchange="lecteur.commands", routing_key="Lire")
    sur_rabbit.drop(demande(sujet, "suivante"))

    jusqu_a(sur_rabbit, lambda: lues(sur_rabbit, sujet) == ["profonde", "suivante"])
    assert sur_rabbit.processes["service"] is service and service.poll() is None


@contextmanager
def emboitant() -> Iterator[None]:
    """Assez de pile pour écrire, par la même récursion, ce que le lecteur ne peut pas lire."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def test_un_processus_survit_a_tout_ce_qui_precede(sur_rabbit: SurRabbit) -> None:
    """Le même processus, du premier corps hostile à la dernière demande, qui est servie."""
    service = sur_rabbit.processes["service"]
    demandeur, sujet = Demandeur(sur_rabbit.uri), neuf()
    corps = [corps for corps, _ in HOSTILES.values()]
    for each in [*corps, CLES]:
        demandeur.publier(each, "hostile")
        sur_rabbit.drop(brut(neuf(), each))
    demandeur.send(json.loads(demande(sujet, "la vraie").body), "vraie")

    jusqu_a(sur_rabbit, lambda: demandeur.answered(len(corps) + 2))

    assert {reponse.statut for _, reponse in demandeur.answers[:-1]} == {"ILLISIBLE"}
    assert (demandeur.answers[-1][0], demandeur.answers[-1][1].statut) == ("vraie", "ACCEPTE")
    assert sur_rabbit.processes["service"] is service and service.poll() is None
    demandeur.connection.release()

"""La même faute reçoit le même refus, par une demande, une question AMQP ou HTTP, une commande.

Chaque refus dit le champ, la valeur, la règle et que faire, en français.
"""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx
import pytest

from console.codes import Code
from console.execution.services import SERVICES, published
from shared.clock import SystemClock
from shared.delivery.account_names import account_questions_name
from shared.delivery.wire import commands_queue_name
from shared.http.application import Door, Published, application
from shared.http.documents import Documents
from shared.http.entrance import Entrance, Tokens
from shared.limits import CORPS_D_UNE_DEMANDE
from shared.messages.raw import ACCOUNT, RawMessage
from shared.questions.answering import Answering
from shared.questions.asking import Refusee
from shared.rate_limit import RateLimit
from shared.runtime.senders import Senders
from tests.questions.reseau import repris
from tests.questions.serveur_http import ouvrir_les_comptes
from tests.servers.addresses import inherited

COMPTE, SERVICE = "prefecture-15", "labellisation"
ANGLAIS = re.compile(
    r"\b(the|expecting|invalid|should|must|input|value|error|line|column|char|codec|decode|field|"
    r"required|valid|missing|expected|none|true|false|object|string)\b",
    re.IGNORECASE,
)
ICI, INCONNUE = UUID(int=7), UUID(int=404)
PREFET = {"role": "PREFET", "id": "préfecture du Cantal", "departement": "15"}
SIGNALER = {"message_id": str(UUID(int=1)), "acteur": PREFET, "structure_id": str(ICI)}
INSTANT = "date et heure attendues (comme 2026-01-31T10:00:00+01:00)"
JOUR = "il faut un jour qui existe, AAAA-MM-JJ"
BORNES = "attendu entre le 01/01/1900 et le 31/12/2200"
UUID_ATTENDU = "identifiant UUID attendu"
SUITE = "la « suite » de la réponse précédente attendue, telle quelle"
Refus = tuple[str, str]
"""Le code et le détail."""


@dataclass(frozen=True)
class Lieu:
    """Un service, et de quoi lui parler par chaque transport, sans serveur."""

    reception: Any
    answering: Answering
    app: Any
    jeton: str
    dossier: Path

    def demande(self, corps: Mapping[str, Any] | bytes, type_: str = "SignalerStructure") -> Refus:
        reponse = self.reception.take(self._message(commands_queue_name(SERVICE), type_, corps, ""))
        assert reponse and reponse.statut != "ACCEPTE"
        return reponse.code, reponse.detail

    def question(self, corps: Mapping[str, Any] | bytes) -> Refus:
        file = account_questions_name(SERVICE, COMPTE)
        reponse = self.answering.answer(self._message(file, "questions", corps, COMPTE))
        assert isinstance(reponse, Refusee)
        return reponse.code, reponse.detail

    def par_http(self, question: str, parametres: Mapping[str, str]) -> Refus:
        chemin = f"/v1/{SERVICE}/{question}?{urlencode(parametres)}"
        dit = asyncio.run(self._lire(chemin)).json()
        return dit["type"].rpartition("/")[2], dit["detail"]

    def commande(self, *mots: str) -> str:
        words = [sys.executable, "-m", "console", *mots, "--sortie", str(self.dossier)]
        dit = subprocess.run(words, capture_output=True, text=True, env=inherited())
        assert dit.returncode == Code.REFUSE
        return " ".join(dit.stderr.split())

    @staticmethod
    def _message(file: str, cle: str, corps: Mapping[str, Any] | bytes, compte: str) -> RawMessage:
        octets = corps if isinstance(corps, bytes) else json.dumps(corps).encode()
        return replace(
            RawMessage(file, cle, octets, {}), headers={ACCOUNT: compte} if compte else {}
        )

    async def _lire(self, chemin: str) -> httpx.Response:
        porte = {"Authorization": f"Bearer {self.jeton}"}
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://essai") as client:
            return await client.get(chemin, headers=porte)


@pytest.fixture(scope="module")
def lieu(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lieu]:
    dossier = tmp_path_factory.mktemp("refus")
    gardien = ouvrir_les_comptes(dossier, {COMPTE: {"roles": ("PREFET",), "departements": ("15",)}})
    large = RateLimit(1_000_000, 60)
    with repris(dossier, dossier / "essai") as (programme, _):
        components, table = programme.components, gardien.comptes
        entree = Entrance(Senders("http", table), Tokens(gardien.fichier), SystemClock(), large)
        porte = Door({nom: Published(components[nom], published(nom)) for nom in SERVICES}, entree)
        with closing(porte):
            yield Lieu(
                components[SERVICE].reception,
                Answering(components[SERVICE], published(SERVICE), Senders(SERVICE, table)),
                application(porte, {}, Documents(dict)),
                gardien.donner(COMPTE),
                dossier / "essai",
            )


QUESTIONS: dict[str, tuple[str, dict[str, str], Refus]] = {
    "champ inconnu": (
        "comptes",
        {"jour": "2026-01-01"},
        ("ParametresIllisibles", "jour : champ inconnu"),
    ),
    "jour mal écrit": (
        "comptes",
        {"au": "hier"},
        ("ParametresIllisibles", f"au : {JOUR}, au lieu de « hier »"),
    ),
    "jour qui n'existe pas": (
        "comptes",
        {"au": "2026-02-31"},
        ("ParametresIllisibles", f"au : {JOUR}, au lieu de « 2026-02-31 »"),
    ),
    "jour hors du calendrier": (
        "comptes",
        {"au": "1800-01-01"},
        ("ParametresIllisibles", f"au : jour {BORNES}, au lieu de « 1800-01-01 »"),
    ),
    "instant sans heure": (
        "comptes",
        {"su": "2026-01-01"},
        ("ParametresIllisibles", f"su : {INSTANT}, au lieu de « 2026-01-01 »"),
    ),
    "instant sans décalage": (
        "comptes",
        {"su": "2026-01-01T10:00:00"},
        (
            "ParametresIllisibles",
            "su : décalage attendu après l'heure (Z ou +01:00), au lieu de « 2026-01-01T10:00:00 »",
        ),
    ),
    "département inconnu": (
        "comptes",
        {"departement": "99"},
        (
            "ParametresIllisibles",
            "departement : département inconnu : « 99 » ; attendu : un code comme 01, 2A, 974 ou "
            "978",
        ),
    ),
    "champ absent": (
        "dossier",
        {},
        ("ParametresIllisibles", "structure_id : champ obligatoire absent"),
    ),
    "identifiant mal écrit": (
        "dossier",
        {"structure_id": "lui"},
        ("ParametresIllisibles", f"structure_id : {UUID_ATTENDU}, au lieu de « lui »"),
    ),
    "structure inconnue": (
        "dossier",
        {"structure_id": str(INCONNUE)},
        ("Introuvable", f"Aucune structure connue sous « {INCONNUE} »."),
    ),
    "liste de page trop longue": (
        "labellisees",
        {"limite": "501"},
        ("ParametresIllisibles", "limite : valeur d'au plus 500 attendue, au lieu de « 501 »"),
    ),
    "curseur d'une autre forme": (
        "labellisees",
        {"curseur": "é"},
        ("CurseurIllisible", f"curseur : {SUITE}, au lieu de « é »"),
    ),
    "curseur d'ailleurs": (
        "labellisees",
        {"curseur": "zz"},
        ("CurseurIllisible", f"curseur : {SUITE}, au lieu de « zz »"),
    ),
    "hors des droits": (
        "consolidation",
        {},
        (
            "QuestionNonAutorisee",
            f"Le compte « {COMPTE} » ne peut pas poser la question « labellisation.consolidation » "
            "(rôles admis : ADMINISTRATEUR, AGENCE_NATIONALE, DITP, OBSERVATOIRE).",
        ),
    ),
}


@pytest.mark.parametrize(("question", "donnes", "refus"), QUESTIONS.values(), ids=QUESTIONS)
def test_une_question_fautive_a_le_meme_refus_par_amqp_et_par_http(
    lieu: Lieu, question: str, donnes: dict[str, str], refus: Refus
) -> None:
    page: dict[str, Any] = {nom: donnes[nom] for nom in ("curseur", "limite") if nom in donnes}
    parametres = {nom: each for nom, each in donnes.items() if nom not in page}
    corps: dict[str, Any] = {"question": question, "parametres": parametres, **page}
    if "limite" in page:
        corps["limite"] = int(page["limite"])

    assert lieu.question(corps) == lieu.par_http(question, donnes) == refus
    assert not ANGLAIS.search(refus[1])


SANS_JSON = "Le corps du message n'est pas du JSON en UTF-8"
CORPS: dict[str, tuple[bytes, str]] = {
    "tronqué": (b'{"a": 1', f"{SANS_JSON} : faute ligne 1, colonne 8."),
    "sur la seconde ligne": (b'{"a": 1,\n a}', f"{SANS_JSON} : faute ligne 2, colonne 2."),
    "vide": (b"", f"{SANS_JSON} : faute ligne 1, colonne 1."),
    "pas en UTF-8": (b'{"a": "\xe9"}', f"{SANS_JSON} : l'octet n° 8 n'est pas de l'UTF-8."),
    "une liste": (b"[]", "message : champs attendus"),
    "un champ deux fois": (
        b'{"a": 1, "a": 2}',
        "Le champ « a » est donné deux fois : gardez le bon.",
    ),
    "pas un nombre": (b'{"a": NaN}', "a : NaN n'est pas un nombre, à corriger"),
    "caractère nul": (b'{"a": "\\u0000"}', "a : caractère nul (\\u0000), à retirer"),
    "trop gros": (
        b" " * (CORPS_D_UNE_DEMANDE.valeur + 1),
        f"Le corps du message a {CORPS_D_UNE_DEMANDE.valeur + 1} octets, pour "
        f"{CORPS_D_UNE_DEMANDE} admis : envoyez moins de données, ou plusieurs messages.",
    ),
}


@pytest.mark.parametrize(("corps", "detail"), CORPS.values(), ids=CORPS)
def test_un_corps_fautif_a_le_meme_refus_en_demande_et_en_question(
    lieu: Lieu, corps: bytes, detail: str
) -> None:
    assert lieu.demande(corps) == ("Illisible", detail)
    assert lieu.question(corps) == ("CorpsIllisible", detail)
    assert not ANGLAIS.search(detail)


DEMANDES: dict[str, tuple[dict[str, Any], str]] = {
    "identifiant": ({"structure_id": "lui"}, f"structure_id : {UUID_ATTENDU}, au lieu de « lui »"),
    "champ inconnu": ({"couleur": "bleu"}, "couleur : champ inconnu"),
    "instant": ({"survenu_le": "2026-01-01"}, f"survenu_le : {INSTANT}, au lieu de « 2026-01-01 »"),
    "département": (
        {"acteur": {**PREFET, "departement": "99"}},
        "acteur.departement : département inconnu : « 99 » ; attendu : un code comme 01, 2A, 974 "
        "ou 978",
    ),
    "valeur d'une liste": (
        {"exception": "X"},
        "exception : valeur non admise (valeurs possibles : 'ENCLAVEMENT'), au lieu de « X »",
    ),
    "texte trop long": (
        {"acteur": {**PREFET, "id": "x" * 201}},
        f"acteur.id : au plus 200 caractères admis, au lieu de « {'x' * 40}… »",
    ),
    "pas d'objet": ({"acteur": []}, "acteur : champs attendus"),
}


@pytest.mark.parametrize(("change", "detail"), DEMANDES.values(), ids=DEMANDES)
def test_une_demande_fautive_dit_le_champ_la_valeur_et_la_regle(
    lieu: Lieu, change: dict[str, Any], detail: str
) -> None:
    assert lieu.demande({**SIGNALER, **change}) == ("Illisible", detail)
    assert not ANGLAIS.search(detail)


def test_un_type_inconnu_est_cite_avec_ou_trouver_les_autres(lieu: Lieu) -> None:
    code, detail = lieu.demande(SIGNALER, "Rien")

    assert code == "Illisible" and "« Rien »" in detail and "asyncapi.json" in detail


def test_ce_qui_est_garde_d_une_demande_illisible_n_a_pas_la_valeur(lieu: Lieu) -> None:
    """Le corps, qui l'a, s'efface quand la personne est oubliée ; l'erreur, non."""
    lieu.demande({**SIGNALER, "structure_id": "Dupont"}, "FermerStructure")
    illisibles = lieu.reception.unreadable
    [groupe] = [each for each in illisibles.groups() if each["type"] == "FermerStructure"]

    [garde] = illisibles.samples(groupe)
    assert "structure_id : " in garde["erreur"] and "Dupont" not in garde["erreur"]


COMMANDES: dict[str, tuple[tuple[str, ...], str]] = {
    "jour mal écrit": (("counts", "--au", "hier"), JOUR),
    "jour qui n'existe pas": (("counts", "--au", "2026-02-31"), JOUR),
    "jour hors du calendrier": (("counts", "--au", "1800-01-01"), f"jour {BORNES}, au lieu de"),
    "département inconnu": (
        ("counts", "--au", "2026-01-01", "--departement", "99"),
        "département inconnu : « 99 » ; attendu : un code comme 01, 2A, 974 ou 978",
    ),
}


@pytest.mark.parametrize(("mots", "dit"), COMMANDES.values(), ids=COMMANDES)
def test_une_commande_dit_la_meme_regle(lieu: Lieu, mots: tuple[str, ...], dit: str) -> None:
    assert dit in lieu.commande(*mots)

"""Un en-tête montre ce qui fut tapé, sur toute version de Python, et n'en écrit jamais d'autre."""

import json
import shutil
import subprocess
import sys
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.courriels.effects import entetes
from services.notifications.courriels.effects.entetes import LIGNE, EnTeteRefuse, EnTetes
from tests.notifications.courriels import COMMUNES, courriel, relu, variables
from tests.servers.addresses import inherited

AFFICHABLES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]))
NOMS = [
    "Maison =?utf-8?q?a=0D=0ABcc:_espion=40c.example?= des Estives",
    "=?utf-8?b?YQ0KQmNjOiBlc3Bpb25AYy5leGFtcGxl?=",
    "=?iso-8859-1?q?caf=E9?= =?utf-8?q?_du_coin?=",
    "=?utf-8?q?pas_fini",
    "Maison très longue, " + "où chaque mot pèse, " * 40,
    "a" * 900,
    'Œuf à la coque ; (avec) <sel> "et" poivre, groupe: un;',
    "  deux  espaces  ",
    "牛🐄" * 60,
]
LONGUEUR = 998
"""Les caractères qu'un serveur admet sur une ligne (RFC 5322)."""
PYTHONS = ("3.11", "3.12", "3.13")
ISOLE = """
import json, sys, types
faux = types.ModuleType("services.notifications.courriels.rules.catalogue")
faux.CompositionImpossible = type("CompositionImpossible", (Exception,), {})
for nom in ("services", "services.notifications", "services.notifications.courriels",
            "services.notifications.courriels.rules"):
    sys.modules[nom] = types.ModuleType(nom)
sys.modules[faux.__name__] = faux
ici = {"__name__": "entetes"}
exec(open(sys.argv[1], encoding="utf-8").read(), ici)
for nom in json.load(sys.stdin):
    ecrits = ici["EnTetes"]()
    ecrits.adresse("From", "a@b.example", nom.strip() or "x")
    ecrits.texte("Subject", nom)
    ecrits.jeton("Content-Type", "text/plain")
    ecrits.message.set_payload("corps")
    print(ecrits.message.as_bytes().hex())
"""


def sujet(octets: bytes) -> EmailMessage:
    message = message_from_bytes(octets, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def pour(nom: str) -> EmailMessage:
    structure = {**COMMUNES["structure"], "nom": nom}
    return courriel(
        "structure_labellisee", variables("structure_labellisee", "PORTEUR", structure=structure)
    )


@pytest.mark.parametrize("nom", NOMS)
def test_l_objet_montre_le_nom_tel_qu_il_fut_tape(nom: str) -> None:
    message = pour(nom)

    octets = message.as_bytes()
    lu = sujet(octets)
    brut = str(message["Subject"])
    assert str(make_header(decode_header(brut.replace("\r\n ", " ")))).endswith(nom)
    assert str(lu["Subject"]).endswith(nom)
    assert len(lu.get_all("Subject", [])) == 1
    assert not {"bcc", "cc"} & {name.lower() for name in lu.keys()}


@pytest.mark.parametrize("nom", NOMS)
def test_aucune_ligne_d_en_tete_n_est_trop_longue_ni_vide(nom: str) -> None:
    entete = pour(nom).as_bytes().partition(b"\r\n\r\n")[0].decode("ascii")

    lignes = entete.split("\r\n")
    assert max(len(ligne) for ligne in lignes if "=?" in ligne) <= LIGNE
    assert max(map(len, lignes)) <= LONGUEUR
    assert all(ligne.strip() for ligne in lignes)
    assert all(":" in ligne or ligne.startswith(" =?") for ligne in lignes)


@given(AFFICHABLES.filter(bool))
def test_tout_texte_d_une_ligne_se_relit_a_l_identique(texte: str) -> None:
    ecrits = EnTetes()

    ecrits.texte("Subject", texte)

    [(nom, valeur)] = ecrits.message.raw_items()
    assert nom == "Subject"
    assert str(make_header(decode_header(str(valeur).replace("\r\n ", " ")))) == texte
    assert str(valeur).isascii()


@pytest.mark.parametrize("saut", ["\n", "\r", "\r\n", "\x00", "\x0b", "\x85", "\u2028", "\udce9"])
@pytest.mark.parametrize("ecrire", ["texte", "adresse", "jeton"])
def test_ce_qui_va_a_la_ligne_est_refuse(ecrire: str, saut: str) -> None:
    with pytest.raises(EnTeteRefuse):
        getattr(EnTetes(), ecrire)("Subject", f"a{saut}Bcc: espion@c.example")


@pytest.mark.parametrize("affiche", ["Préfecture du Cantal", "Durand, Jeanne", '"x" <y@z>', "a=?b"])
def test_un_nom_d_expediteur_ne_fait_qu_une_adresse(affiche: str) -> None:
    ecrits = EnTetes()

    ecrits.adresse("From", "a@b.example", affiche)

    [adresse] = sujet(ecrits.message.as_bytes())["From"].addresses
    assert (adresse.display_name, adresse.addr_spec) == (affiche, "a@b.example")


def test_un_nom_ecrit_en_mot_encode_n_ecrit_aucun_autre_en_tete() -> None:
    message = relu(pour(NOMS[0]))

    assert message.keys() == [
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
        *("Content-Language", "X-France-Services-Gabarit", "MIME-Version", "Content-Type"),
    ]


def ecrits_par(python: str, version: str = "") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [python, "-c", ISOLE, Path(entetes.__file__)],
        input=json.dumps(NOMS),
        env={**inherited(), "PYENV_VERSION": version} if version else None,
        capture_output=True,
        text=True,
        check=False,
    )


def test_chaque_python_ecrit_les_memes_octets() -> None:
    """Celui-ci, et les autres versions admises que cette machine a."""
    ecrits = {sys.executable: ecrits_par(sys.executable)}
    for version in PYTHONS:
        if python := shutil.which(f"python{version}"):
            ecrits[version] = ecrits_par(python, version)

    possibles = {nom: fait.stdout for nom, fait in ecrits.items() if fait.returncode == 0}
    assert sys.executable in possibles, ecrits[sys.executable].stderr
    assert len(set(possibles.values())) == 1
    for nom, ligne in zip(NOMS, possibles[sys.executable].split(), strict=True):
        lu = sujet(bytes.fromhex(ligne))
        assert str(lu["Subject"]) == nom
        assert lu.keys() == ["From", "Subject", "Content-Type"]

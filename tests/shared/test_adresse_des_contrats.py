"""CONTRATS_ADRESSE : où les messages de ce processus disent de trouver leur schéma."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from shared.contracts.labellisation import StructureLabellisee
from shared.delivery.schemas import ADDRESS, DOCUMENTS, schema_uri
from shared.delivery.wire import headers
from shared.messages.envelope import Envelope
from shared.runtime.documents import name_documents
from shared.runtime.settings import ConfigurationRefused
from tests.contracts.language import sample
from tests.servers.addresses import inherited

AILLEURS = "https://questions.exemple.fr/contrats"


@pytest.fixture(autouse=True)
def rendue() -> Iterator[None]:
    """Les essais suivants ont de nouveau l'adresse par défaut."""
    yield
    DOCUMENTS.address = ADDRESS


def dit() -> str:
    fait = StructureLabellisee.model_validate(sample("StructureLabellisee.v1"))
    return headers(Envelope.starting(fait))["cloudEvents:dataschema"]


@pytest.mark.parametrize("adresse", [AILLEURS, f"{AILLEURS}/"])
def test_un_message_nomme_son_schema_a_l_adresse_donnee(adresse: str) -> None:
    avant = dit()
    name_documents({"CONTRATS_ADRESSE": adresse})

    assert avant == f"{ADDRESS}/schemas/StructureLabellisee.json"
    assert dit() == schema_uri("StructureLabellisee")
    assert dit() == f"{AILLEURS}/schemas/StructureLabellisee.json"


@pytest.mark.parametrize(
    "adresse",
    [
        "",
        "/contrats",
        "questions.exemple.fr",
        "ftp://a/b",
        "https://",
        f"{AILLEURS}?v=1",
        "http://[",
    ],
)
def test_une_adresse_qui_ne_mene_nulle_part_est_refusee(adresse: str) -> None:
    with pytest.raises(ConfigurationRefused, match=r"CONTRATS_ADRESSE vaut « .* » : il faut"):
        name_documents({"CONTRATS_ADRESSE": adresse})

    assert DOCUMENTS.address == ADDRESS


def test_la_commande_refuse_de_partir_avec_une_adresse_fausse() -> None:
    dit = subprocess.run(
        [sys.executable, "-m", "console", "status"],
        env={**inherited(), "CONTRATS_ADRESSE": "ici"},
        capture_output=True,
        text=True,
    )
    assert dit.returncode == 2 and "CONTRATS_ADRESSE" in dit.stderr

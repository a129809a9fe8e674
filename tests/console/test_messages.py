"""Les messages qui attendent : les voir, les lire, les relancer, les écarter."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from console.execution.boite_locale import BoiteLocale
from console.execution.embedded import Programme
from console.suivi.histoire import recueillir
from shared.clock import SystemClock
from shared.contracts.labellisation import StructureLabellisee
from shared.delivery.wire import raw_message_of
from shared.messages.envelope import Envelope
from shared.messages.raw import RawMessage
from tests.console.conftest import Commande
from tests.contracts.language import sample
from tests.droits_dus import etats_dus

FILE = "funding.labellisation.events"


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    return tmp_path / "essai"


@pytest.fixture
def programme(dossier: Path) -> Iterator[Programme]:
    with BoiteLocale(dossier / "courriels") as boite:
        options = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(boite.port)}
        programme = Programme(dossier, SystemClock(), options)
        yield programme
        programme.close()


def labellisee() -> StructureLabellisee:
    return StructureLabellisee.read(sample("StructureLabellisee.v1"))


def sans_date_d_effet() -> RawMessage:
    """Ce qu'un émetteur fautif publierait : un fait sans sa date d'effet."""
    lettre = raw_message_of(FILE, Envelope.starting(labellisee()))
    corps = json.loads(lettre.body)
    del corps["date_effet"]
    return RawMessage(FILE, lettre.address, json.dumps(corps).encode(), lettre.headers)


def test_sans_message_retenu_la_liste_le_dit(
    programme: Programme, dossier: Path, france_services: Commande
) -> None:
    reponse = france_services("messages", "list", "--sortie", dossier)

    assert (reponse.code, reponse.sortie) == (0, "Aucun message n'attend.")


def test_un_message_illisible_se_voit_se_lit_et_se_relance_repare(
    programme: Programme, dossier: Path, tmp_path: Path, france_services: Commande
) -> None:
    funding = programme.components["funding"]
    funding.reception.take(sans_date_d_effet())
    [row] = funding.parking.all()
    bon = tmp_path / "corps.json"
    bon.write_bytes(raw_message_of(FILE, Envelope.starting(labellisee())).body)

    vue = france_services("messages", "list", "--sortie", dossier).sortie
    lue = france_services("messages", "show", row["cle"][:6], "--sortie", dossier).sortie
    motif = ("--motif", "date oubliée par l'émetteur", "--auteur", "exploitation")
    relancee = france_services(
        "messages", "redrive", row["cle"][:8], *motif, "--corps", bon, "--sortie", dossier
    )

    assert "date_effet : champ obligatoire absent" in vue and "mis de côté" in vue
    assert '"structure_id"' in lue and FILE in lue and "livré 1 fois" in lue
    assert (relancee.code, "sera essayé de nouveau par funding" in relancee.sortie) == (0, True)
    programme.settle()
    etats = [each["etat"] for each in programme.rows("funding", "SELECT etat FROM droits")]
    assert Counter(etats) == etats_dus([labellisee()])
    assert list(funding.parking.all()) == []


def test_l_histoire_de_la_structure_dit_qui_a_decide_et_pourquoi(
    programme: Programme, dossier: Path, france_services: Commande
) -> None:
    funding = programme.components["funding"]
    funding.reception.take(sans_date_d_effet())
    [row] = funding.parking.all()

    france_services(
        *("messages", "discard", row["cle"], "--sortie", dossier),
        *("--motif", "structure d'essai", "--auteur", "exploitation"),
    )
    programme.settle()

    [decide] = recueillir([funding], UUID(row["sujet"]), None)
    assert (decide["evenement"], decide["acteur"]) == ("MessageEcarte", "exploitation")
    assert (decide["motif"], decide["role"]) == ("structure d'essai", "ADMINISTRATEUR")
    assert list(funding.parking.all()) == []
    assert [each["etat"] for each in funding.parking.find(row["cle"])] == ["ECARTE"]


def test_la_liste_se_groupe_par_cause_et_se_filtre(
    programme: Programme, dossier: Path, france_services: Commande
) -> None:
    funding = programme.components["funding"]
    for octets in (b"\xff", b"{", b"[]"):
        funding.reception.take(RawMessage(FILE, "Rumeur", octets))
    funding.reception.take(sans_date_d_effet())

    groupee = france_services("messages", "list", "--grouped", "--sortie", dossier).sortie
    filtree = france_services(
        "messages", "list", "--type", "StructureLabellisee", "--sortie", dossier
    ).sortie
    ailleurs = france_services("messages", "list", "--service", "audit", "--sortie", dossier)

    assert "funding Rumeur Illisible 3" in groupee
    assert "funding StructureLabellisee Illisible 1" in groupee
    assert "Rumeur" not in filtree and "StructureLabellisee" in filtree
    assert ailleurs.sortie == "Aucun message n'attend."


@pytest.mark.parametrize(
    ("mots", "dit"),
    [
        (("show", "abc"), "La clé « abc » désigne 0 messages"),
        (("discard", "abc", "--motif", "m", "--auteur", "a"), "désigne 0 messages"),
        (("list", "--service", "paie"), "Service inconnu : paie"),
    ],
)
def test_une_demande_impossible_est_refusee(
    programme: Programme, dossier: Path, france_services: Commande, mots: tuple[str, ...], dit: str
) -> None:
    reponse = france_services("messages", *mots, "--sortie", dossier)

    assert (reponse.code, dit in reponse.erreur) == (2, True)


def test_une_relance_repetee_laisse_deux_decisions_et_un_seul_message(
    programme: Programme, dossier: Path, france_services: Commande
) -> None:
    funding = programme.components["funding"]
    funding.reception.take(sans_date_d_effet())
    [row] = funding.parking.all()
    for _ in range(2):
        france_services(
            *("messages", "redrive", row["cle"], "--sortie", dossier),
            *("--motif", "essai", "--auteur", "exploitation"),
        )
        programme.settle()

    decisions = recueillir([funding], UUID(row["sujet"]), None)
    assert [each["evenement"] for each in decisions] == ["MessageRelance", "MessageRelance"]
    assert [each["etat"] for each in funding.parking.all()] == ["MORT"]

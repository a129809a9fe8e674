"""Chaque commande qui montre des tableaux les écrit en CSV et en JSON : les mêmes lignes."""

import csv
import io
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import typer

from console.aide import TABLEAUX
from console.cli import application
from console.execution.opened import caught_up, opened
from console.installation.jetons import Gardien
from console.installation.secrets import preparer
from console.reference.page_des_commandes import Commande as CommandeDeLAide
from console.reference.page_des_commandes import commandes, decrire
from console.tableaux import TABLEAU, Modele, en_cellule
from services.audit.mysteres.commands import TirerVisitesMysteres
from services.audit.mysteres.domain.tirage_engage import TirageVisitesMysteres
from services.audit.questions import QUESTIONS
from services.labellisation.territoire.commands import AdopterPlan, OuvrirCampagne
from shared.clock import SystemClock
from shared.messages.envelope import Envelope
from shared.messages.raw import RawMessage
from shared.questions.asking import ask
from shared.questions.rights import Asker
from shared.runtime.account_table import Compte, Table
from shared.spreadsheet import inert
from tests.console.conftest import Commande, Reponse
from tests.funding.anciens import TROP_GRAND, enregistrer

pytestmark = pytest.mark.xdist_group("essai")

DEMANDES = Path(__file__).parents[2] / "console" / "donnees" / "demandes"
CHAMPS = Path(__file__).with_name("champs_des_tableaux.json")
RACINE = typer.main.get_group(application())
AVEC_TABLEAUX = {each.mots: each for each in commandes(RACINE) if each.tableaux}
MOTS: Mapping[str, Sequence[Sequence[object]]] = {
    "history": [["15-01"], ["15-01", "--detail"], ["15-01", "--au", "2019-09-01"]],
    "counts": [
        ["--au", "2020-02-15"],
        ["--au", "2020-02-15", "--detail"],
        ["--au", "2020-02-15", "--etat"],
    ],
    "status": [[]],
    "doctor": [["funding"]],
    "messages list": [[], ["--service", "audit"]],
    "messages show": [["{message}"]],
    "events list": [[], ["--service", "audit"]],
    "events show": [["{evenement}"]],
    "accounts list": [[]],
    "accounts show": [["presse"]],
    "accounts refused": [[]],
    "accounts tokens": [[]],
    "satisfaction": [[], ["--structure", "15-01"], ["--structure", "15-05"]],
    "draw targets": [["{tirage}"]],
    "refusals": [["--au", "2020-03-01"]],
    "consolidation": [[], ["--detail"]],
    "worklist": [
        ["--role", "PREFET", "--departement", "15", "--au", "2019-12-01"],
        ["--role", "AGENCE_NATIONALE", "--au", "2020-03-01"],
        ["--role", "OPERATEUR", "--au", "2024-01-01"],
    ],
    "coverage": [["--au", "2020-02-06"]],
    "dossier": [["15-01"], ["15-05"]],
    "plan": [["15", "--au", "2020-12-31"]],
    "evidence verify": [[]],
    "funding msap": [[]],
    "funding statement": [["--annee", "2020", "--departement", "15"], ["--annee", "2019"]],
    "funding show": [["15-01"], ["15-05"]],
    "funding simulate": [["--annee", "2025", "--porteur", "COLLECTIVITE", "--zone", "FRR"]],
    "funding envelope": [["ITINERANCE-2020"]],
}
SANS_DOSSIER = {"doctor", "accounts list", "accounts show", "accounts tokens", "funding simulate"}
VIDES = {
    *(("consolidation", nom) for nom in ("departements", "structures")),
    *(("dossier", nom) for nom in ("remontees", "insertions", "antennes", "plan")),
    ("evidence verify", "preuves"),
    *(("funding msap", nom) for nom in ("a_labelliser", "autres")),
    ("funding show", "versements"),
    ("funding envelope", "bus"),
    ("messages list", "demandes_illisibles"),
}
"""Ce dont l'essai n'a rien à dire ; leurs propres essais les remplissent."""
CIBLES = {"tirage_id": str(UUID(int=1))}
CAS = [(mots, args) for mots, tous in MOTS.items() for args in tous]


@pytest.fixture(scope="session")
def riche(essai: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """L'essai, avec de quoi remplir chaque tableau : son dossier, et les clés de ce qu'il a."""
    dossier = tmp_path_factory.mktemp("formats") / "essai"
    shutil.copytree(essai, dossier)
    with opened(["labellisation", "audit", "funding"], dossier) as [labellisation, audit, funding]:
        plan = AdopterPlan.model_validate(exemple("AdopterPlan.v1"))
        tirage = TirerVisitesMysteres.model_validate(
            {**exemple("TirerVisitesMysteres.v1"), "nombre": 3, "motif_retard": "à l'essai"}
        )
        campagne = OuvrirCampagne.model_validate(exemple("OuvrirCampagne.v1"))
        assert (rendu := labellisation.service.receive(Envelope.starting(plan))).accepted, rendu
        assert labellisation.service.receive(Envelope.starting(campagne)).accepted
        assert audit.service.receive(Envelope.starting(tirage)).accepted
        refusee = ask(audit, QUESTIONS, Asker("presse", ("PUBLIC",)), "cibles", CIBLES)
        assert refusee.statut == "REFUSE"
        funding.reception.take(RawMessage("funding.labellisation.events", "=Rumeur()", b"{", {}))
        [retenu] = funding.parking.all()
        position = enregistrer(funding, TROP_GRAND)
        caught_up(funding)
    tire = TirageVisitesMysteres.create_id(tirage.programme, tirage.le.isoformat())
    cles = {"message": retenu["cle"], "evenement": f"funding/{position}", "tirage": str(tire)}
    return {"dossier": str(dossier), **cles}


def exemple(nom: str) -> dict[str, Any]:
    """La demande d'exemple de ce nom."""
    lue: dict[str, Any] = json.loads((DEMANDES / f"{nom}.json").read_text(encoding="utf-8"))
    return lue


@pytest.fixture
def ici(
    riche: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    france_services: Commande,
) -> Commande:
    """Tape une commande sur ce dossier, ou sur une table de comptes à elle."""
    maintenant = SystemClock().now()
    Table([Compte("presse", ("PREFET",), maintenant, ("15",))]).write(tmp_path / "comptes.yaml")
    monkeypatch.setenv("COMPTES", str(tmp_path / "comptes.yaml"))
    monkeypatch.setenv("RABBITMQ_API", "http://127.0.0.1:1")
    monkeypatch.setenv("AMQP_URI", "amqp://127.0.0.1:1//")
    monkeypatch.setenv("POSTGRES_HOST", "127.0.0.1")
    monkeypatch.setenv("POSTGRES_PORT", "1")
    monkeypatch.setenv("HTTP_JETONS", str(tmp_path / "jetons.yaml"))
    Gardien.de_l_environnement().donner("presse", None)
    preparer(tmp_path / "secrets")
    monkeypatch.setenv("SECRETS_DIR", str(tmp_path / "secrets"))

    def taper(mots: str, args: Iterable[object], *suite: object) -> Reponse:
        dits = [str(each).format(**riche) for each in args]
        dossier = () if mots in SANS_DOSSIER else ("--sortie", riche["dossier"])
        return france_services(*mots.split(), *dits, *dossier, *suite)

    return taper


def test_chaque_commande_qui_a_un_format_dit_ses_tableaux_et_est_essayee() -> None:
    avec_format = {
        each.mots
        for each in commandes(RACINE)
        if any("--format" in param.opts for param in each.click.params)
    }
    assert avec_format == set(AVEC_TABLEAUX) == set(MOTS)


def test_les_champs_ne_changent_pas_sans_qu_on_le_voie() -> None:
    """Un champ de moins, ou d'un autre nom, casse ce que d'autres ont écrit."""
    dits = {
        mots: {modele.nom: list(modele.champs) for modele in each.tableaux}
        for mots, each in AVEC_TABLEAUX.items()
    }
    assert dits == json.loads(CHAMPS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("mots", AVEC_TABLEAUX)
def test_chaque_champ_est_dans_la_page_de_sa_commande(mots: str) -> None:
    page = "\n".join(decrire(AVEC_TABLEAUX[mots]))
    for modele in AVEC_TABLEAUX[mots].tableaux:
        assert len(set(modele.champs)) == len(modele.champs)
        assert all(f"`{champ}`" in page for champ in (modele.nom, *modele.champs))
        assert all(champ.isascii() and champ == champ.lower() for champ in modele.champs)


@pytest.mark.parametrize(("mots", "args"), CAS, ids=lambda each: str(each))
def test_les_trois_formats_disent_les_memes_lignes(
    mots: str, args: Sequence[object], ici: Commande
) -> None:
    table, en_csv, en_json = (
        ici(mots, args, "--format", format_) for format_ in ("table", "csv", "json")
    )

    assert table.code == en_csv.code == en_json.code, en_json.erreur
    assert en_json.brute.endswith(("]\n", "}\n"))
    tableaux = en_tableaux(AVEC_TABLEAUX[mots], json.loads(en_json.brute))
    entete, *lignes = csv.reader(io.StringIO(en_csv.brute), delimiter=";")
    champs = [champ for champ in entete if champ != TABLEAU]
    assert set(champs) == {champ for modele in tableaux.values() for champ in modele.champs}
    ecrites = [dict(zip(entete, ligne, strict=True)) for ligne in lignes]
    voulues = attendues(AVEC_TABLEAUX[mots], json.loads(en_json.brute), champs)
    assert list(map(stable, ecrites)) == list(map(stable, voulues))


def stable(ligne: dict[str, str]) -> dict[str, str]:
    """Sans l'âge d'un retard, qui croît d'une commande à l'autre."""
    return {nom: each for nom, each in ligne.items() if nom != "retards"}


def en_tableaux(commande: CommandeDeLAide, document: Any) -> dict[str, Modele]:
    """Les tableaux de ce document, par nom ; chaque ligne a les champs du sien, tous."""
    connus = {modele.nom: modele for modele in commande.tableaux}
    ecrits = {
        nom: connus[nom] for nom in connus if isinstance(document, dict) and nom in document
    } or {nom: modele for nom, modele in connus.items() if est_seul(commande, modele, document)}
    for nom, modele in ecrits.items():
        lignes = document[nom] if isinstance(document, dict) else document
        assert all(tuple(ligne) == modele.champs for ligne in lignes)
    return ecrits


def est_seul(commande: CommandeDeLAide, modele: Modele, document: Any) -> bool:
    """Le seul tableau d'une liste ; le premier de la commande, si elle est vide."""
    if not document:
        return modele is commande.tableaux[0]
    return tuple(document[0]) == modele.champs


def attendues(
    commande: CommandeDeLAide, document: Any, champs: Sequence[str]
) -> list[dict[str, str]]:
    tableaux = en_tableaux(commande, document)
    lignes = [
        (nom, ligne)
        for nom in (document if isinstance(document, dict) else tableaux)
        if nom in tableaux
        for ligne in (document[nom] if isinstance(document, dict) else document)
    ]
    plusieurs = len(tableaux) > 1
    return [
        {
            **({TABLEAU: nom} if plusieurs else {}),
            **{champ: inert(en_cellule(ligne.get(champ))) for champ in champs},
        }
        for nom, ligne in lignes
    ]


def test_ces_essais_remplissent_chaque_tableau_sauf_ceux_ci(ici: Commande) -> None:
    remplis = set()
    for mots, args in CAS:
        document = json.loads(ici(mots, args, "--format", "json").brute)
        for nom in en_tableaux(AVEC_TABLEAUX[mots], document):
            if document[nom] if isinstance(document, dict) else document:
                remplis.add((mots, nom))
    connus = {(mots, m.nom) for mots, each in AVEC_TABLEAUX.items() for m in each.tableaux}
    assert connus - remplis == VIDES


@pytest.mark.parametrize("mots", AVEC_TABLEAUX)
def test_un_format_inconnu_est_refuse_en_disant_lesquels(mots: str, ici: Commande) -> None:
    dit = ici(mots, MOTS[mots][0], "--format", "xml")

    assert (dit.code, dit.brute) == (2, "")
    assert "« xml » : il faut table ou csv ou json" in dit.erreur


def test_sans_ligne_le_json_est_une_liste_vide_et_le_csv_un_en_tete(ici: Commande) -> None:
    vide = ("worklist", ["--role", "OPERATEUR", "--au", "2024-01-01"])

    assert ici(*vide, "--format", "json").brute == "[]\n"
    assert ici(*vide, "--format", "csv").brute == (
        "quoi;structure_id;nom;departement;depuis;echeance;jours_restants\n"
    )
    assert "Rien à faire au 01/01/2024." in ici(*vide).sortie


def test_une_remarque_ne_va_pas_sur_la_sortie_que_lit_un_programme(ici: Commande) -> None:
    liste = ("worklist", ["--role", "AGENCE_NATIONALE", "--au", "2020-03-01"])

    table, en_json = ici(*liste), ici(*liste, "--format", "json")

    assert "attentes en moins" in table.sortie and not table.erreur
    assert "attentes en moins" in en_json.erreur
    json.loads(en_json.brute)


def test_ce_qu_un_tableur_calculerait_est_mis_apres_une_apostrophe(ici: Commande) -> None:
    """Le type d'un message est écrit par qui l'envoie (CSV injection, OWASP)."""
    en_csv = ici("messages list", [], "--format", "csv").brute
    en_json = ici("messages list", [], "--format", "json").brute

    [message] = [
        ligne
        for ligne in csv.DictReader(io.StringIO(en_csv), delimiter=";")
        if ligne[TABLEAU] == "messages"
    ]
    assert message["type"] == "'=Rumeur()"
    assert json.loads(en_json)["messages"][0]["type"] == "=Rumeur()"


@pytest.mark.parametrize("texte", ["=1+1", "+33", "-2+3", "@SOMME(A1)", "\t=1", " =1", "＝1"])
def test_aucun_texte_ne_devient_une_formule(texte: str) -> None:
    assert inert(en_cellule(texte)).startswith("'")


def test_les_valeurs_restent_des_valeurs() -> None:
    assert [en_cellule(each) for each in (1, -1.5, None, True, [], ["a", "b"], {"a": 1})] == [
        *(1, -1.5, None, "true", "", "a, b", '{"a": 1}')
    ]
    assert en_cellule("a\x1b[31m") == "a<U+001B>[31m"


def test_les_jours_sont_des_jours_et_les_montants_des_centimes(ici: Commande) -> None:
    [premier, *_] = json.loads(
        ici("funding statement", ["--annee", "2020"], "--format", "json").brute
    )
    [etape, *_] = json.loads(ici("dossier", ["15-01"], "--format", "json").brute)["etapes"]

    assert premier["du_centimes"] == 15_000_00
    assert date.fromisoformat(etape["le"]) == date(2019, 9, 15)


def test_une_commande_note_ses_tableaux_dans_l_ordre() -> None:
    assert [each.nom for each in getattr(AVEC_TABLEAUX["plan"].click.callback, TABLEAUX)] == [
        "objectifs",
        "candidates",
    ]

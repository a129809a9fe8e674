"""INV-08, INV-09, INV-10 : la convention, ses signataires, et les annexes qu'elle porte."""

import unicodedata
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from tests.invariants.journal import Evenement
from tests.invariants.temoin import Garde, exiger, sur

SOCLE = Path(__file__).parents[2] / "services/onboarding/convention/donnees/socle.yaml"
FINIT = (
    "labellisation.LabelRetire",
    "labellisation.LabelRenonce",
    "labellisation.StructureFermee",
    "labellisation.StructureAbsorbee",
)


@cache
def operateurs() -> list[dict[str, Any]]:
    lus: list[dict[str, Any]] = yaml.safe_load(SOCLE.read_text("utf-8"))["operateurs"]
    return lus


def socle(jour: date) -> set[str]:
    """Les codes des opérateurs du socle, ce jour-là."""
    return {each["id"] for each in operateurs() if each["en_vigueur"]["du"] <= jour}


def cle(nom: str) -> str:
    """Un nom sans casse, accent, ni espace."""
    plat = unicodedata.normalize("NFKD", nom).casefold()
    return "".join(lettre for lettre in plat if lettre.isalnum())


def noms(jour: date) -> set[str]:
    """Les noms usuels des opérateurs du socle, ce jour-là."""
    siens = [each for each in operateurs() if each["id"] in socle(jour)]
    return {
        cle(nom)
        for o in siens
        for nom in (o["id"], o["nom"], o.get("local", o["id"]), *o.get("alias", []))
    }


class Conventions(Garde):
    """Qui s'engage dans chaque département, et à quelles annexes."""

    def __init__(self) -> None:
        self.engages: dict[str, set[str]] = defaultdict(set)
        self.portees: dict[tuple[str, str], str] = {}
        self.labels: dict[UUID, Evenement] = {}
        self.finis: set[UUID] = set()
        self.suspendues: set[UUID] = set()
        self.avant: dict[UUID, str] = {}
        self.annexes: dict[UUID, UUID] = {}
        self.etat: dict[UUID, str] = {}

    @sur("onboarding.OperateurEngage")
    def engager(self, e: Evenement) -> None:
        departement, code = e.dit["departement"], e.dit["operateur"]
        exiger(
            "INV-08",
            code not in self.engages[departement],
            f"{code} signe deux fois le {departement}",
        )
        exiger(
            "INV-08", code in {each["id"] for each in operateurs()}, f"{code} n'est pas du socle"
        )
        self.engages[departement].add(code)

    @sur("onboarding.PartenaireEngage")
    def engager_partenaire(self, e: Evenement) -> None:
        nom, departement = cle(e.dit["nom"]), e.dit["departement"]
        exiger("INV-08", nom not in noms(e.jour("le")), f"{e.dit['nom']} est du socle")
        portee = self.portees.setdefault((departement, nom), e.dit["portee"])
        exiger(
            "INV-10",
            portee == e.dit["portee"],
            f"{e.dit['nom']} a deux portées dans le {departement}",
        )

    @sur("labellisation.StructureLabellisee")
    def labelliser(self, e: Evenement) -> None:
        self.labels[e.dit["label_id"]] = e

    @sur(*FINIT)
    def finir(self, e: Evenement) -> None:
        if e.dit["label_id"]:
            self.finis.add(e.dit["label_id"])

    @sur("labellisation.FusionAnnulee")
    def revivre(self, e: Evenement) -> None:
        self.finis.discard(e.dit["label_id"])

    @sur("onboarding.AnnexeOuverte")
    def ouvrir_annexe(self, e: Evenement) -> None:
        self.annexes[e.flux] = e.dit["label_id"]

    @sur("onboarding.AnnexeEtablie")
    def etablir(self, e: Evenement) -> None:
        contenu, label = e.dit["contenu"], self.labels.get(self.annexes[e.flux])
        departement = contenu["convention"]["departement_code"]
        exiger("INV-09", label, f"annexe sans label ({e.flux})")
        assert label
        exiger(
            "INV-09",
            label.dit["fiche"]["departement"] == departement,
            "annexe d'un autre département",
        )
        libre = not self.etat.get(e.flux) and e.flux not in self.suspendues
        exiger("INV-09", libre, f"annexe établie, alors que {self.etat.get(e.flux, 'SUSPENDUE')}")
        self.etat[e.flux] = "ETABLIE"
        exiges = socle(date.fromisoformat(contenu["etablie_le"]))
        signataires = [each["code"] for each in contenu["socle"]]
        exiger(
            "INV-08", len(signataires) == len(set(signataires)) >= 9, f"signataires : {signataires}"
        )
        reunis = exiges == set(signataires) and exiges <= self.engages[departement]
        exiger("INV-08", reunis, f"le socle n'est pas réuni dans le {departement}")
        partout = {cle(p["nom"]) for p in contenu["partenaires"] if p["portee"] == "DEPARTEMENT"}
        bornes = {
            nom
            for (ou, nom), portee in self.portees.items()
            if (ou, portee) == (departement, "STRUCTURE")
        }
        exiger("INV-10", not partout & bornes, f"{partout & bornes} signe la convention-cadre")

    @sur("onboarding.AnnexeSuspendue")
    def geler(self, e: Evenement) -> None:
        self.suspendues.add(e.flux)

    @sur("onboarding.AnnexeReprise")
    def reprendre(self, e: Evenement) -> None:
        self.suspendues.discard(e.flux)

    @sur("onboarding.AnnexeARetirer", "onboarding.AnnexeSansObjet", "onboarding.AnnexeTransmise")
    def clore(self, e: Evenement) -> None:
        self.avant[e.flux], self.etat[e.flux] = self.etat.get(e.flux, ""), "CLOSE"

    @sur("onboarding.AnnexeRecue", "onboarding.AnnexeRestituee", "onboarding.AnnexeRendue")
    def fusionner(self, e: Evenement) -> None:
        """Une fusion donne une annexe à la survivante ; annulée, elle la rend."""
        suites = {"AnnexeRecue": "ETABLIE", "AnnexeRestituee": ""}
        self.etat[e.flux] = suites.get(e.sujet.partition(".")[2], self.avant.get(e.flux, ""))

    def au_repos(self) -> None:
        for flux, label in self.annexes.items():
            close = self.etat.get(flux) == "CLOSE"
            exiger(
                "INV-09",
                close == (label in self.finis),
                f"annexe du label {label} : {self.etat.get(flux)}",
            )

"""Le tableau par année, refait des journaux seuls : sqlite3 et json, aucun code des services.

`python tests/calendrier/rapprochement.py DOSSIER` écrit le tableau en JSON.
"""

import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

ANNEES = range(2019, 2027)
EVENEMENTS = (
    "SELECT originator_id, topic, state FROM stored_events WHERE topic LIKE ? ORDER BY rowid"
)
FINS = ("LabelRetire", "LabelRenonce", "StructureFermee", "StructureAbsorbee")
NON_VENTILE = "non ventilé"
Dit = dict[str, Any]
Tableau = dict[str, Dit]


def evenements(dossier: Path, service: str) -> Iterator[tuple[str, str, Dit]]:
    """Le flux, le nom et les champs de chaque événement du service, dans leur ordre."""
    with closing(sqlite3.connect(f"file:{dossier / service}.sqlite?mode=ro", uri=True)) as base:
        for flux, sujet, etat in base.execute(EVENEMENTS, (f"{service}.%",)):
            yield flux, sujet.partition(".")[2], json.loads(etat)


def simple(valeur: Any) -> Any:
    """Ce qu'il y a dans l'enveloppe d'une identité ou d'un instant."""
    return valeur["_data_"] if isinstance(valeur, dict) and "_type_" in valeur else valeur


class Labels:
    """Chaque label : de quand à quand il vaut, et quand il fut suspendu."""

    def __init__(self, dossier: Path) -> None:
        self.effets: dict[str, str] = {}
        self.fins: dict[str, str] = {}
        self.suspendus: dict[str, list[tuple[str, bool]]] = {}
        for _, nom, dit in evenements(dossier, "labellisation"):
            self._lire(nom, dit)

    def _lire(self, nom: str, dit: Dit) -> None:
        label = simple(dit.get("label_id"))
        if nom == "StructureLabellisee":
            self.effets[label] = dit["date_effet"]
        elif nom in FINS and label:
            self.fins[label] = dit["date_effet"]
        elif nom in ("LabelSuspendu", "LabelRetabli"):
            le = simple(dit["provenance"]["survenu_le"])[:10]
            self.suspendus.setdefault(label, []).append((le, nom == "LabelSuspendu"))

    def le(self, jour: str) -> list[str]:
        """Ceux qui valent ce jour, suspendus ou non ; le dernier jour d'un label compte."""
        return [
            label
            for label, effet in self.effets.items()
            if effet <= jour <= self.fins.get(label, "9999")
        ]

    def suspendu(self, label: str, jour: str) -> bool:
        connus = [suspendu for le, suspendu in self.suspendus.get(label, []) if le <= jour]
        return bool(connus) and connus[-1]


class Droit:
    """Un droit d'une année, tel que le dernier événement le laisse."""

    def __init__(self) -> None:
        self.annee, self.etat = 0, ""
        self.du = self.notifie = self.verse = 0
        self.parts: dict[str, int] = {}

    def lire(self, nom: str, dit: Dit) -> None:
        self.annee = dit["annee"]
        if nom in ETATS:
            self.etat = ETATS[nom]
        if self.etat == "OUVERT" and "parts_centimes" in dit and nom != "ForfaitNotifie":
            self.du, self.parts = dit["montant_centimes"], dit["parts_centimes"]
        elif nom in ("DroitClos", "DroitRetabli"):
            self.du = dit["montant_du_centimes"]
        elif nom == "ForfaitNotifie":
            self.notifie = dit["montant_centimes"]
        elif nom == "ForfaitVerse":
            self.verse += dit["montant_centimes"]

    def par_fonds(self) -> dict[str, int]:
        if not self.du:
            return {}
        return self.parts if sum(self.parts.values()) == self.du else {NON_VENTILE: self.du}


ETATS = {
    "DroitOuvert": "OUVERT",
    "DroitOuvertApresCoup": "OUVERT",
    "DroitRetabli": "OUVERT",
    "DroitRefuse": "REFUSE",
    "DroitRefuseApresCoup": "REFUSE",
    "DroitEnAttente": "EN_ATTENTE",
    "DroitMisEnAttente": "EN_ATTENTE",
    "DroitSuspendu": "SUSPENDU",
    "DroitClos": "CLOS",
}
PAIEMENTS = ("ForfaitNotifie", "ForfaitVerse")


class Garantie:
    """Ce qui est garanti à une MSAP, et jusqu'à quand."""

    def __init__(self, dit: Dit) -> None:
        self.montant, self.du, self.au = dit["montant_centimes"], dit["du"], dit["au"]
        self.fin, self.du_fin, self.expiree = "", 0, False

    def due(self, annee: int) -> int:
        dernier = self.fin or self.au
        if not int(self.du[:4]) <= annee <= int(dernier[:4]) or dernier < self.du:
            return 0
        return self.du_fin if self.fin and annee == int(dernier[:4]) else self.montant

    def court(self, jour: str) -> bool:
        return bool(self.du <= jour <= (self.fin or self.au))


class Argent:
    """Les droits et les garanties, relus du journal du financement."""

    def __init__(self, dossier: Path) -> None:
        self.droits: dict[str, Droit] = {}
        self.garanties: dict[str, Garantie] = {}
        for flux, nom, dit in evenements(dossier, "funding"):
            if nom in ETATS or nom in PAIEMENTS:
                self.droits.setdefault(flux, Droit()).lire(nom, dit)
            elif nom == "GarantieMSAPEnregistree":
                self.garanties[flux] = Garantie(dit)
            elif nom == "GarantieMSAPClose":
                self.garanties[flux].fin = dit["le"]
                self.garanties[flux].du_fin = dit["montant_du_centimes"]
            elif nom == "FinancementMSAPExpire":
                self.garanties[flux].expiree = True

    def de(self, annee: int) -> list[Droit]:
        return [droit for droit in self.droits.values() if droit.annee == annee]


def ligne(annee: int, labels: Labels, argent: Argent) -> Dit:
    """Une année : ses labels et ses garanties au 31 décembre, ses droits, ses euros."""
    fin, droits = date(annee, 12, 31).isoformat(), argent.de(annee)
    valent, garanties = labels.le(fin), argent.garanties.values()
    etats, fonds = Counter(droit.etat for droit in droits), Counter[str]()
    for droit in droits:
        fonds.update(droit.par_fonds())
    suspendus = sum(labels.suspendu(each, fin) for each in valent)
    return {
        "labels": len(valent) - suspendus,
        "suspendus": suspendus,
        "droits": dict(sorted(etats.items())),
        "du": dict(sorted(fonds.items())),
        "notifie": sum(droit.notifie for droit in droits),
        "verse": sum(droit.verse for droit in droits),
        "msap": sum(each.court(fin) for each in garanties),
        "msap_du": sum(each.due(annee) for each in garanties),
        "msap_expirees": sum(each.expiree and each.au[:4] == str(annee) for each in garanties),
    }


def tableau(dossier: Path) -> Tableau:
    labels, argent = Labels(dossier), Argent(dossier)
    return {str(annee): ligne(annee, labels, argent) for annee in ANNEES}


def main(dossier: str, ecrire: Callable[[str], object] = sys.stdout.write) -> None:
    ecrire(json.dumps(tableau(Path(dossier)), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(sys.argv[1])

"""Le relevé écrit : un CSV que lit un tableur, un PDF accessible ; mêmes comptes, mêmes octets."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files

import typst

from services.funding.releve.questions.postes import AIDES, NON_VENTILE, Montants
from services.funding.releve.questions.releve import LigneDuReleve, Releve, en_texte
from shared.spreadsheet import to_csv
from shared.typographie import denombrer, euros

GABARIT = "releve-2021"
FONDS = {NON_VENTILE: "non ventilé", "BANQUE_DES_TERRITOIRES": "Banque des territoires"}
ETATS = {
    "OUVERT": "ouvert",
    "CLOS": "clos",
    "REFUSE": "refusé",
    "EN_ATTENTE": "en attente",
    "SUSPENDU": "suspendu",
    "ACCORDEE": "accordée",
}
MONTANTS = ("dû", "notifié", "versé", "reste", "trop-perçu")
ENTETE = (
    *("année", "département", "structure", "identifiant", "aide", "état", "fonds"),
    *(f"{nom} (€)" for nom in MONTANTS),
    *("règles", "événement"),
)
Cellules = tuple[str, ...]


def en_csv(releve: Releve) -> bytes:
    """Une ligne par fonds de chaque poste, puis la somme de chaque fonds, puis celle de tous."""
    lignes = [_en_cellules(ligne) for ligne in en_texte(releve)["lignes"]]
    return to_csv(ENTETE, [*lignes, *(_somme(*each) for each in totaux(releve))])


def en_pdf(releve: Releve) -> bytes:
    """En PDF/UA-1."""
    source, polices = _gabarit()
    return typst.compile(
        source,
        font_paths=polices,
        ignore_system_fonts=True,
        sys_inputs={"releve": json.dumps(mettre_en_page(releve), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )


def mettre_en_page(releve: Releve) -> Mapping[str, object]:
    """Les mêmes nombres, en mots."""
    texte = en_texte(releve)
    return {
        "gabarit": GABARIT,
        "annee": releve.annee,
        "territoire": territoire(releve),
        "sans_suite": sans_suite(releve).replace("'", "’"),
        "empreinte": sha256(json.dumps(texte, sort_keys=True).encode()).hexdigest(),
        "montants": MONTANTS,
        "lignes": [
            {
                "nom": ligne["nom"],
                "departement": ligne["departement"],
                "aide": AIDES[ligne["aide"]],
                "etat": etat(ligne["etat"]),
                "fonds": fonds(ligne["fonds"]),
                "montants": list(map(euros, _des_lignes(ligne).en_ordre)),
                "regles": ", ".join(ligne["regles"]),
                "evenement": ligne["evenement_id"],
            }
            for ligne in texte["lignes"]
        ],
        "totaux": [
            {"fonds": nom, "montants": list(map(euros, montants.en_ordre))}
            for nom, montants in totaux(releve)
        ],
    }


def totaux(releve: Releve) -> Iterator[tuple[str, Montants]]:
    """La somme de chaque fonds, puis celle de tous."""
    for nom, montants in releve.par_fonds.items():
        yield fonds(nom), montants
    yield "ensemble", releve.ensemble


def territoire(releve: Releve) -> str:
    dit = releve.departement
    return f"département {dit}" if dit else "ensemble du territoire"


def sans_suite(releve: Releve) -> str:
    """Vide si quelque chose est dû de chaque droit."""
    if not releve.sans_suite:
        return ""
    droits = denombrer(releve.sans_suite, "droit")
    return f"{droits} en plus, en attente ou refusés : rien n'en est dû."


def fonds(nom: str) -> str:
    return FONDS.get(nom, nom)


def etat(code: str) -> str:
    return ETATS.get(code, code.lower().replace("_", " "))


def _en_cellules(ligne: LigneDuReleve) -> Cellules:
    return (
        str(ligne["annee"]),
        ligne["departement"],
        ligne["nom"],
        ligne["structure_id"],
        AIDES[ligne["aide"]],
        etat(ligne["etat"]),
        fonds(ligne["fonds"]),
        *map(_decimal, _des_lignes(ligne).en_ordre),
        ", ".join(ligne["regles"]),
        ligne["evenement_id"],
    )


def _somme(nom: str, montants: Montants) -> Cellules:
    return ("", "", "total", "", "", "", nom, *map(_decimal, montants.en_ordre), "", "")


def _des_lignes(ligne: LigneDuReleve) -> Montants:
    return Montants.de(ligne["du"], ligne["notifie"], ligne["verse"])


def _decimal(centimes: int) -> str:
    """1500050 → « 15000,50 », qu'un tableur lit comme un nombre."""
    return f"{centimes // 100},{centimes % 100:02d}"


@cache
def _gabarit() -> tuple[bytes, typst.Fonts]:
    gabarit = files("services.funding.releve") / "gabarits" / "releve.typ"
    return gabarit.read_bytes(), typst.Fonts(include_system_fonts=False)

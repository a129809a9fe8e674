"""Le financement des MSAP, en deux tableaux : celles à labelliser, celles qui ne le sont plus."""

from collections.abc import Iterable, Iterator, Sequence

from console.screen import SOBRE, Tableau, Text
from console.suivi.territoire import cellule
from services.funding.garantie.questions import MSAPSuivie
from shared.typographie import denombrer, euros

FINS = {"LABEL": "label", "FERMETURE": "fermée", "FUSION": "fusionnée", "TERME": "terme", "": "—"}
A_LABELLISER = ("dép.", "MSAP", "par an", "financée jusqu'au", "jours", "situation")
AUTRES = ("dép.", "MSAP", "par an", "jusqu'au", "fin", "label du", "sans rien")
NOMBRES = ("jours", "sans rien")
LEGENDE = (
    "+ : renforcée ; jours : ceux qui restent avant la fin du financement, négatifs une fois "
    "qu'elle est passée"
)
LEGENDE_DES_AUTRES = (
    "fin : ce qui arrête la garantie ; sans rien : jours sans financement, de son terme au label"
)


def tableaux(suivies: Sequence[MSAPSuivie]) -> Iterator[Tableau]:
    a_labelliser = [each for each in suivies if each["a_labelliser"]]
    autres = [each for each in suivies if not each["a_labelliser"]]
    if a_labelliser:
        titre = f"{len(a_labelliser)} MSAP à labelliser (A-039)"
        yield tableau(titre, A_LABELLISER, map(sans_label, a_labelliser), LEGENDE)
    if autres:
        titre = f"{len(autres)} MSAP sous label, ou fermées (C.7-9)"
        yield tableau(titre, AUTRES, map(avec_label, autres), LEGENDE_DES_AUTRES)


def tableau(
    titre: str, entetes: Sequence[str], lignes: Iterable[tuple[str, ...]], legende: str
) -> Tableau:
    table = Tableau(title=Text(titre, "bold"), box=SOBRE, padding=(0, 1, 0, 0), caption=legende)
    for nom in entetes:
        libre = nom in ("MSAP", "situation")
        table.add_column(nom, no_wrap=not libre, justify="right" if nom in NOMBRES else "left")
    for ligne in lignes:
        table.add_row(*map(Text, ligne))
    return table


def sans_label(suivie: MSAPSuivie) -> tuple[str, ...]:
    fini = suivie["label_fini_le"]
    situation = f"label fini le {cellule(fini)}" if fini else "sans label"
    return (*garantie(suivie), cellule(suivie["jours_restants"]), situation)


def avec_label(suivie: MSAPSuivie) -> tuple[str, ...]:
    jours = suivie["interruption_jours"]
    sans_rien = denombrer(jours, "jour") if jours else cellule("")
    return (*garantie(suivie), FINS[suivie["raison"]], cellule(suivie["label_le"]), sans_rien)


def garantie(suivie: MSAPSuivie) -> tuple[str, str, str, str]:
    montant = euros(suivie["montant_centimes"]) + (" +" if suivie["renforce"] else "")
    return suivie["departement"], suivie["nom"], montant, cellule(suivie["fin"])

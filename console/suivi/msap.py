"""Le financement des MSAP, en deux tableaux : celles à labelliser, celles qui ne le sont plus."""

from collections.abc import Iterator, Sequence

from console.tableaux import Colonne, Modele, Vue, cellule, colonne, ecran, nombre
from services.funding.garantie.questions import MSAPSuivie
from shared.typographie import denombrer, euros

FINS = {"LABEL": "label", "FERMETURE": "fermée", "FUSION": "fusionnée", "TERME": "terme", "": "—"}
LEGENDE = (
    "+ : renforcée ; jours : ceux qui restent avant la fin du financement, négatifs une fois "
    "qu'elle est passée"
)
LEGENDE_DES_AUTRES = (
    "fin : ce qui arrête la garantie ; sans rien : jours sans financement, de son terme au label"
)


def montant(suivie: MSAPSuivie) -> str:
    return euros(suivie["montant_centimes"]) + (" +" if suivie["renforce"] else "")


def situation(suivie: MSAPSuivie) -> str:
    fini = suivie["label_fini_le"]
    return f"label fini le {cellule(fini)}" if fini else "sans label"


def sans_rien(suivie: MSAPSuivie) -> str:
    jours = suivie["interruption_jours"]
    return denombrer(jours, "jour") if jours else cellule("")


def garantie(fin: str) -> tuple[Colonne, ...]:
    """Ce que les deux tableaux ont en commun."""
    return (
        colonne("departement", "dép.", no_wrap=True),
        colonne("structure_id"),
        colonne("nom", "MSAP"),
        colonne("montant_centimes", "par an", None, montant, no_wrap=True),
        colonne("renforce"),
        colonne("du"),
        colonne("fin", fin, no_wrap=True),
    )


A_LABELLISER = Modele(
    "a_labelliser",
    (
        *garantie("financée jusqu'au"),
        nombre("jours_restants", "jours", no_wrap=True),
        colonne("label_fini_le"),
        ecran("situation", situation),
    ),
)
AUTRES = Modele(
    "autres",
    (
        *garantie("jusqu'au"),
        colonne("raison", "fin", None, lambda suivie: FINS[suivie["raison"]], no_wrap=True),
        colonne("label_le", "label du", no_wrap=True),
        colonne("label_fini_le"),
        colonne("interruption_du"),
        colonne("interruption_au"),
        nombre("interruption_jours", "sans rien", None, sans_rien, no_wrap=True),
    ),
)


def vues(suivies: Sequence[MSAPSuivie]) -> Iterator[Vue]:
    """Celles qui n'ont pas de label (A-039), puis les autres (C.7-9)."""
    for modele, voulues, quoi, legende in (
        (A_LABELLISER, True, "MSAP à labelliser (A-039)", LEGENDE),
        (AUTRES, False, "MSAP sous label, ou fermées (C.7-9)", LEGENDE_DES_AUTRES),
    ):
        lignes = [each for each in suivies if each["a_labelliser"] is voulues]
        yield Vue(modele, lignes, f"{len(lignes)} {quoi}", legende=legende, sobre=True)

"""Les bornes de ce que les services reçoivent et gardent ; docs/limites.md en est écrit."""

from collections.abc import Mapping
from dataclasses import dataclass

NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Limite:
    """Une borne : sa valeur, son unité, et la phrase qui dit ce qu'elle borne."""

    valeur: int
    unite: str
    phrase: str

    def __str__(self) -> str:
        """La valeur et son unité : « 262 144 octets »."""
        return f"{self.valeur:_} {self.unite}".replace("_", NBSP).replace(" ", NBSP)


CORPS_D_UNE_DEMANDE = Limite(262_144, "octets", "Le corps d'une demande.")
CORPS_D_UN_FAIT = Limite(1_048_576, "octets", "Le corps d'un fait.")
PROFONDEUR = Limite(32, "niveaux", "Les listes et les objets emboîtés d'un corps.")
CHIFFRES = Limite(18, "chiffres", "Un nombre entier d'un corps, sans son signe.")
EN_TETES = Limite(64, "en-têtes", "Les en-têtes d'un message.")
TAILLE_DES_EN_TETES = Limite(
    16_384, "octets", "Les en-têtes d'un message, noms et valeurs ensemble."
)
IDENTIFIANT = Limite(255, "caractères", "Ce qu'un message gardé retient d'un en-tête.")

EXTRAIT = Limite(
    1_024, "octets", "Ce qui est gardé du corps d'un message trop gros, ou d'un exemple."
)
EXEMPLES = Limite(5, "exemples", "Les demandes illisibles gardées par groupe, les dernières.")
ERREUR_D_UN_EXEMPLE = Limite(500, "caractères", "Ce qui est gardé de l'erreur d'un exemple.")
GARDE_DES_EXEMPLES = Limite(30, "jours", "Un groupe de demandes illisibles, après la dernière.")
PAGE = Limite(100, "messages", "Les messages retenus lus ensemble, sans leur corps.")
LIGNES_LISTEES = Limite(50, "lignes", "Ce que montre `messages list` avant de grouper.")
CORPS_MONTRE = Limite(20_000, "caractères", "Ce que `messages show` montre d'un corps.")

LIMITES: Mapping[str, tuple[Limite, ...]] = {
    "Messages reçus": (
        CORPS_D_UNE_DEMANDE,
        CORPS_D_UN_FAIT,
        PROFONDEUR,
        CHIFFRES,
        EN_TETES,
        TAILLE_DES_EN_TETES,
    ),
    "Messages gardés": (
        IDENTIFIANT,
        EXTRAIT,
        EXEMPLES,
        ERREUR_D_UN_EXEMPLE,
        GARDE_DES_EXEMPLES,
        PAGE,
        LIGNES_LISTEES,
        CORPS_MONTRE,
    ),
}
"""Par sujet, dans l'ordre de la page."""

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


REQUEST_BODY = Limite(262_144, "octets", "Le corps d'une demande.")
FACT_BODY = Limite(1_048_576, "octets", "Le corps d'un fait.")
DEPTH = Limite(32, "niveaux", "Les listes et les objets emboîtés d'un corps.")
DIGITS = Limite(18, "chiffres", "Un nombre entier d'un corps, sans son signe.")
HEADERS = Limite(64, "en-têtes", "Les en-têtes d'un message.")
HEADERS_SIZE = Limite(16_384, "octets", "Les en-têtes d'un message, noms et valeurs ensemble.")
IDENTIFIER = Limite(255, "caractères", "Ce qu'un message gardé retient d'un en-tête.")

EXCERPT = Limite(
    1_024, "octets", "Ce qui est gardé du corps d'un message trop gros, ou d'un exemple."
)
SAMPLES = Limite(5, "exemples", "Les demandes illisibles gardées par groupe, les dernières.")
SAMPLES_KEPT = Limite(30, "jours", "Un groupe de demandes illisibles, après la dernière.")
PAGE = Limite(100, "messages", "Les messages retenus lus ensemble, sans leur corps.")
LISTED = Limite(50, "lignes", "Ce que montre `messages list` avant de grouper.")

LIMITES: Mapping[str, tuple[Limite, ...]] = {
    "Messages reçus": (REQUEST_BODY, FACT_BODY, DEPTH, DIGITS, HEADERS, HEADERS_SIZE),
    "Messages gardés": (IDENTIFIER, EXCERPT, SAMPLES, SAMPLES_KEPT, PAGE, LISTED),
}
"""Par sujet, dans l'ordre de la page."""

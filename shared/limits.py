"""Every bound of the programme on what others may send or keep: one place, in figures.

docs/limites.md is written from here, in French.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limite:
    """A bound: its value, its unit, and the French sentence that says what it bounds and why."""

    valeur: int
    unite: str
    phrase: str


TAILLE_AU_COURTIER = Limite(
    1_048_576,
    "octets",
    "Taille d'un message, quel qu'il soit : au-delà, RabbitMQ ferme le canal de qui publie.",
)
CONNEXIONS_D_UN_COMPTE = Limite(
    10, "connexions", "Connexions ouvertes à la fois par le compte d'un autre système."
)
CANAUX_D_UN_COMPTE = Limite(
    50, "canaux", "Canaux ouverts à la fois par le compte d'un autre système."
)
DEMANDES_EN_ATTENTE = Limite(
    1_000,
    "messages",
    "Demandes d'un compte qui attendent dans une file d'un service : au-delà, RabbitMQ refuse "
    "les suivantes (« nack ») à ce compte, et à lui seul.",
)
REPONSES_EN_ATTENTE = Limite(
    10_000,
    "messages",
    "Réponses qu'un compte n'a pas encore lues : au-delà, les plus anciennes sont effacées.",
)
AGE_D_UNE_REPONSE = Limite(
    3_600_000,
    "millisecondes",
    "Âge d'une réponse non lue : au-delà, elle est effacée. Renvoyer la même demande donne la "
    "même réponse.",
)
FAITS_EN_ATTENTE = Limite(
    268_435_456,
    "octets",
    "Faits qu'un compte n'a pas encore lus : au-delà, les plus anciens sont effacés, et personne "
    "d'autre n'attend.",
)
FILES_DE_L_HOTE = Limite(5_000, "files", "Files de l'hôte virtuel, tous comptes confondus.")
CONNEXIONS_DE_L_HOTE = Limite(
    2_000, "connexions", "Connexions à l'hôte virtuel, tous comptes confondus."
)

LIMITES: dict[str, tuple[Limite, ...]] = {
    "Tout message": (TAILLE_AU_COURTIER,),
    "Le compte d'un autre système": (
        CONNEXIONS_D_UN_COMPTE,
        CANAUX_D_UN_COMPTE,
        DEMANDES_EN_ATTENTE,
        REPONSES_EN_ATTENTE,
        AGE_D_UNE_REPONSE,
        FAITS_EN_ATTENTE,
    ),
    "Le courtier entier": (FILES_DE_L_HOTE, CONNEXIONS_DE_L_HOTE),
}
"""By subject, in the order of the page."""

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
LIGNES_LISTEES = Limite(
    50, "lignes", "Ce que montre `messages list` avant de grouper ; `events list`, en tout."
)
CORPS_MONTRE = Limite(20_000, "caractères", "Ce que `messages show` montre d'un corps.")

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
QUESTIONS_EN_ATTENTE = Limite(
    100,
    "messages",
    "Questions d'un compte qui attendent dans une file d'un service : au-delà, RabbitMQ refuse "
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
    "même réponse, ou la nouvelle si la première était un refus du moment.",
)
PAR_PAGE = Limite(
    500, "éléments", "Éléments d'une page de réponse à une question ; le curseur donne la suivante."
)
REFUS_D_UN_COMPTE_PAR_JOUR = Limite(
    200,
    "lignes",
    "Questions refusées d'un compte gardées par jour et par service, une ligne par raison : "
    "au-delà, les suivantes sont comptées ensemble.",
)
GARDE_DES_REFUS = Limite(180, "jours", "Une question refusée, après le jour où elle l'a été.")
QUESTIONS_PAR_MINUTE = Limite(
    600,
    "questions par minute",
    "Questions d'un compte par HTTP, à la longue et par processus : au-delà, 429 et `Retry-After`.",
)
QUESTIONS_D_UN_COUP = Limite(
    60, "questions", "Questions d'un compte par HTTP qui se suivent sans attendre."
)
JETONS_REFUSES_PAR_MINUTE = Limite(
    30, "demandes par minute", "Demandes HTTP sans jeton valable, par adresse : au-delà, 429."
)
DUREE_D_UNE_QUESTION = Limite(
    20, "secondes", "La réponse à une question par HTTP, attente comprise : au-delà, 503."
)
QUESTIONS_A_LA_FOIS = Limite(
    5, "questions", "Questions par HTTP traitées à la fois, par processus."
)
"""As many as the connections to a database that are kept open: one more would connect each time."""
CONNEXIONS_HTTP = Limite(200, "connexions", "Connexions HTTP à la fois, par processus.")
ADRESSE_HTTP = Limite(4_096, "octets", "L'adresse d'une demande HTTP, paramètres compris.")
EN_TETES_HTTP = Limite(8_192, "octets", "Les en-têtes d'une demande HTTP.")
VISITES_PAR_MINUTE = Limite(
    240,
    "visites par minute",
    "Visites de la page d'inscription, par adresse de réseau (en IPv6, par réseau /64) : au-delà, "
    "429 et `Retry-After`.",
)
GESTES_D_UN_LIEN = Limite(
    60, "gestes en dix minutes", "Ouvertures d'un lien et formulaires envoyés, par structure."
)
LIENS_DEMANDES_PAR_HEURE = Limite(
    10, "demandes par heure", "Demandes d'un nouveau lien, par adresse de réseau."
)
COURRIELS_DE_LIEN_PAR_HEURE = Limite(
    3, "courriels par heure", "Courriels de nouveau lien, par structure."
)
SESSION_DE_LA_PAGE = Limite(2, "heures", "La session d'un navigateur, sans nouvelle page.")
FORMULAIRE = Limite(65_536, "octets", "Un formulaire envoyé par la page.")
CHAMPS_D_UN_FORMULAIRE = Limite(200, "champs", "Les champs d'un formulaire.")
CHAMP_RENDU = Limite(300, "caractères", "Ce que la page rend d'un champ à reprendre.")
AGENTS_A_LA_FOIS = Limite(
    50, "agents", "Agents d'une demande `InscrireAgents`, et lignes de la page qui les inscrit."
)
DUREE_D_UNE_PAGE = Limite(
    20, "secondes", "La réponse du service à une page, attente comprise : au-delà, 503."
)
CONNEXIONS_A_LA_PAGE = Limite(200, "connexions", "Connexions à la page à la fois, par processus.")
ARRET_DE_LA_PAGE = Limite(
    20, "secondes", "Laissées aux pages en cours quand leur processus s'arrête."
)
FAITS_EN_ATTENTE = Limite(
    268_435_456,
    "octets",
    "Faits qu'un compte n'a pas encore lus : au-delà, les plus anciens sont effacés, et personne "
    "d'autre n'attend.",
)
REPONSE_D_UN_WEBHOOK = Limite(
    15, "secondes", "L'attente de la réponse d'un webhook : au-delà, le fait n'est pas pris."
)
FAITS_D_UNE_TOURNEE = Limite(50, "faits", "Ce qu'une tournée lit d'un service pour un webhook.")
LIGNES_D_UN_WEBHOOK = Limite(
    20,
    "structures",
    "Celles dont un fait attend d'être pris par un webhook : au-delà, rien de nouveau n'est lu "
    "pour lui, et il attend dans les journaux.",
)
ENVOIS_A_LA_FOIS = Limite(
    8, "envois", "Faits envoyés à la fois à un webhook, de structures différentes."
)
WEBHOOKS_A_LA_FOIS = Limite(32, "webhooks", "Tournées de webhooks en cours à la fois.")

FILES_DE_L_HOTE = Limite(5_000, "files", "Files de l'hôte virtuel, tous comptes confondus.")
CONNEXIONS_DE_L_HOTE = Limite(
    2_000, "connexions", "Connexions à l'hôte virtuel, tous comptes confondus."
)

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
    "Tout message": (TAILLE_AU_COURTIER,),
    "Le compte d'un autre système": (
        CONNEXIONS_D_UN_COMPTE,
        CANAUX_D_UN_COMPTE,
        DEMANDES_EN_ATTENTE,
        QUESTIONS_EN_ATTENTE,
        REPONSES_EN_ATTENTE,
        AGE_D_UNE_REPONSE,
        PAR_PAGE,
        REFUS_D_UN_COMPTE_PAR_JOUR,
        GARDE_DES_REFUS,
        FAITS_EN_ATTENTE,
    ),
    "Les questions par HTTP": (
        QUESTIONS_PAR_MINUTE,
        QUESTIONS_D_UN_COUP,
        JETONS_REFUSES_PAR_MINUTE,
        DUREE_D_UNE_QUESTION,
        QUESTIONS_A_LA_FOIS,
        CONNEXIONS_HTTP,
        ADRESSE_HTTP,
        EN_TETES_HTTP,
    ),
    "Les webhooks": (
        REPONSE_D_UN_WEBHOOK,
        FAITS_D_UNE_TOURNEE,
        LIGNES_D_UN_WEBHOOK,
        ENVOIS_A_LA_FOIS,
        WEBHOOKS_A_LA_FOIS,
    ),
    "La page d'inscription, par processus": (
        VISITES_PAR_MINUTE,
        GESTES_D_UN_LIEN,
        LIENS_DEMANDES_PAR_HEURE,
        COURRIELS_DE_LIEN_PAR_HEURE,
        SESSION_DE_LA_PAGE,
        FORMULAIRE,
        CHAMPS_D_UN_FORMULAIRE,
        CHAMP_RENDU,
        AGENTS_A_LA_FOIS,
        DUREE_D_UNE_PAGE,
        CONNEXIONS_A_LA_PAGE,
        ARRET_DE_LA_PAGE,
    ),
    "Le courtier entier": (FILES_DE_L_HOTE, CONNEXIONS_DE_L_HOTE),
}
"""Par sujet, dans l'ordre de la page."""

"""La fiche d'une structure, telle que les services se la transmettent."""

from typing import Annotated, Literal

from pydantic import Field

from shared.contracts import Value

Format = Literal["FIXE", "MULTISITES", "ANTENNE", "BUS", "ITINERANTE"]
Origine = Literal["CREATION", "MSAP", "NON_RENSEIGNEE"]
TypePorteur = Literal[
    "COLLECTIVITE", "ASSOCIATION", "LA_POSTE", "PIMMS", "MSA", "ETAT", "OPERATEUR", "NON_RENSEIGNE"
]
Jour = Literal["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]


class Fiche(Value):
    """Identification d'une structure (E.3, § 1 et 2) ; les horaires restent le texte saisi."""

    matricule: str | None = Field(default=None, max_length=20)
    nom: str = Field(min_length=1, max_length=200)
    departement: str = Field(pattern=r"^([0-9]{2,3}|2[AB])$")
    adresse: str = Field(default="", max_length=300)
    code_postal: str = Field(default="", max_length=5)
    commune_insee: str = Field(pattern=r"^([0-9]{2}|2[AB])[0-9]{3}$")
    commune: str = Field(default="", max_length=100)
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    format: Format = "FIXE"
    origine: Origine = "NON_RENSEIGNEE"
    porteur_type: TypePorteur = "NON_RENSEIGNE"
    porteur: str = Field(default="", max_length=200)
    courriel: str = Field(default="", max_length=254)
    horaires: dict[Jour, Annotated[str, Field(max_length=1000)]] = Field(default_factory=dict)
    commentaire_horaires: str = Field(default="", max_length=2000)


class Designation(Value):
    """Ce qu'il faut pour nommer une structure et lui écrire."""

    matricule: str | None = None
    nom: str
    departement: str
    commune: str
    commune_insee: str
    courriel: str = ""

    @classmethod
    def of(cls, fiche: Fiche) -> "Designation":
        return cls(**{name: getattr(fiche, name) for name in cls.model_fields})

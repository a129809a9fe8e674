"""La fiche d'une structure : telle qu'une demande la donne, telle que les faits la redisent."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from shared.contracts import Value
from shared.departements.lecture import DepartementConnu
from shared.types.annonces import Dit
from shared.types.codes import CodeCommune, CodeDepartement, CodePostal
from shared.types.courriel import AdresseFacultative
from shared.types.nombre import Reel
from shared.types.saisies import Nom, NomFacultatif, RedactionFacultative
from shared.types.texte import Annonce, Texte

Format = Literal["FIXE", "MULTISITES", "ANTENNE", "BUS", "ITINERANTE"]
Origine = Literal["CREATION", "MSAP", "NON_RENSEIGNEE"]
TypePorteur = Literal[
    "COLLECTIVITE", "ASSOCIATION", "LA_POSTE", "PIMMS", "MSA", "ETAT", "OPERATEUR", "NON_RENSEIGNE"
]
Jour = Literal["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
Latitude = Annotated[float, Reel(-90, 90)]
Longitude = Annotated[float, Reel(-180, 180)]


class FicheAnnoncee(Value):
    """Identification d'une structure (E.3, § 1 et 2) ; les horaires restent le texte saisi."""

    model_config = ConfigDict(revalidate_instances="subclass-instances")

    matricule: Annotated[str, Annonce(20)] | None = None
    nom: Annotated[str, Annonce(200, minimum=1)]
    departement: CodeDepartement
    adresse: Annotated[str, Annonce(300)] = ""
    code_postal: Annotated[str, Annonce(5)] = ""
    commune_insee: CodeCommune
    commune: Annotated[str, Annonce(100)] = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    format: Format = "FIXE"
    origine: Origine = "NON_RENSEIGNEE"
    porteur_type: TypePorteur = "NON_RENSEIGNE"
    porteur: Annotated[str, Annonce(200)] = ""
    courriel: Annotated[str, Annonce(254)] = ""
    horaires: dict[Jour, Annotated[str, Annonce(1000)]] = Field(default_factory=dict)
    commentaire_horaires: Annotated[str, Annonce(2000)] = ""


class Fiche(FicheAnnoncee):
    """Identification d'une structure (E.3, § 1 et 2) ; les horaires sont le texte saisi."""

    matricule: Annotated[str, Texte(20, vide=True)] | None = None
    nom: Nom
    departement: DepartementConnu
    adresse: Annotated[str, Texte(300, vide=True)] = ""
    code_postal: CodePostal = ""
    commune: Annotated[str, Texte(100, vide=True)] = ""
    porteur: NomFacultatif = ""
    courriel: AdresseFacultative = ""
    horaires: dict[Jour, Annotated[str, Texte(1000, lignes=True, vide=True)]] = Field(
        default_factory=dict
    )
    commentaire_horaires: RedactionFacultative = ""


class Designation(Value):
    """Ce qu'il faut pour nommer une structure et lui écrire."""

    matricule: Dit | None = None
    nom: Dit
    departement: Dit
    commune: Dit
    commune_insee: Dit
    courriel: Dit = ""

    @classmethod
    def of(cls, fiche: FicheAnnoncee) -> "Designation":
        return cls(**{name: getattr(fiche, name) for name in cls.model_fields})

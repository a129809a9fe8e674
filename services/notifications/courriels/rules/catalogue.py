"""Le catalogue des courriels : à qui chacun s'adresse, sa version, ce qu'il doit recevoir."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, reduce
from importlib.resources import files
from typing import Any, Literal

from shared.rules.loading import load
from shared.rules.periods import Period

Destinataire = Literal["PORTEUR", "PREFECTURE", "AGENCE_NATIONALE", "BANQUE_DES_TERRITOIRES"]


class CompositionImpossible(Exception):
    """Le courriel ne peut être composé ; le message dit pourquoi et comment y remédier."""


class GabaritInconnu(CompositionImpossible):
    """Aucun gabarit ne porte ce nom."""


class VariableManquante(CompositionImpossible):
    """Une variable que le gabarit exige n'a pas été donnée."""


class DestinataireEtranger(CompositionImpossible):
    """Le gabarit n'est pas écrit pour ce rôle."""


@dataclass(frozen=True)
class Gabarit:
    """Un courriel type, pour un fait ; `version` change avec son texte, `exigences` dit pourquoi.

    `fait` : qui l'annonce et la classe de son contrat ; `resume` : de quoi parle le courriel.
    """

    fait: str
    resume: str
    version: int
    objet: str
    destinataires: tuple[Destinataire, ...]
    variables: tuple[str, ...]
    exigences: tuple[str, ...]
    signature: str = "Le programme France Services"


@dataclass(frozen=True)
class Repere:
    """Une période que les textes citent ; elle n'est citée que si elle n'est pas achevée."""

    en_vigueur: Period
    source: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """`variables` sont exigées de tous les gabarits ; un point désigne le champ d'une variable."""

    id: str
    variables: tuple[str, ...]
    gabarits: dict[str, Gabarit]
    reperes: dict[str, Repere] = field(default_factory=dict)
    libelles: dict[str, str] = field(default_factory=dict)

    def exige(self, nom: str, variables: Mapping[str, object]) -> Gabarit:
        """Le gabarit de ce nom, si les variables lui suffisent ; sinon `CompositionImpossible`."""
        if nom not in self.gabarits:
            raise GabaritInconnu(
                f"Le gabarit « {nom} » n'existe pas (connus : {', '.join(self.gabarits)})."
            )
        gabarit = self.gabarits[nom]
        if missing := [v for v in self.exigees(gabarit) if not _given(v, variables)]:
            raise VariableManquante(
                f"Gabarit « {nom} » : variable manquante : {', '.join(missing)} ; ajoutez-la."
            )
        if variables["role"] not in gabarit.destinataires:
            raise DestinataireEtranger(
                f"Le gabarit « {nom} » ne s'adresse pas au rôle {variables['role']} "
                f"(rôles prévus : {', '.join(gabarit.destinataires)})."
            )
        return gabarit

    def resume(self, nom: str) -> str:
        """De quoi parle le courriel ; son nom, pour un gabarit qui n'existe plus."""
        return self.gabarits[nom].resume if nom in self.gabarits else nom

    def exigees(self, gabarit: Gabarit) -> tuple[str, ...]:
        return (*self.variables, *gabarit.variables)


@cache
def charger_catalogue() -> Catalogue:
    """Le catalogue livré avec le service ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.notifications.courriels") / "donnees" / "gabarits.yaml", Catalogue)


def _given(path: str, variables: Mapping[str, object]) -> bool:
    try:
        reduce(_field, path.split("."), variables)
    except (KeyError, TypeError):
        return False
    return True


def _field(holder: Any, name: str) -> Any:
    return holder[name]

"""Les départements, et l'article que veut un titre : « du Lot », « des Vosges », « de l’Ain »."""

from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from shared.rules.loading import load

OUTRE_MER = ("97", "98")


@dataclass(frozen=True)
class Departement:
    """Un département ou une collectivité ; `de` est son nom, préposition et article compris."""

    code: str
    nom: str
    de: str
    autorite: str = ""
    codes_postaux: tuple[str, ...] = ()

    @property
    def representant(self) -> str:
        """Qui y représente l'État : « Préfecture du Lot », ou un haut-commissariat."""
        return self.autorite or f"Préfecture {self.de}"


@dataclass(frozen=True)
class Departements:
    """Les départements et collectivités, et les codes qui n'ont plus cours."""

    id: str
    departements: tuple[Departement, ...]
    remplaces: dict[str, tuple[str, ...]]

    @cached_property
    def par_code(self) -> dict[str, Departement]:
        return {each.code: each for each in self.departements}

    def designer(self, code: str) -> Departement:
        """Celui de ce code ; un fait ancien peut en porter un autre, qui se dit alors tel quel."""
        return self.par_code.get(code) or Departement(code, code, f"du département {code}")


@cache
def charger_departements() -> Departements:
    """Les départements livrés ; `RuleError` si le fichier est inutilisable."""
    return load(files("shared.departements") / "donnees" / "departements.yaml", Departements)


def de_la_commune(code_insee: str) -> str:
    """Le département que dit le code d'une commune : « 974 » pour 97412, « 2A » pour 2A004."""
    return code_insee[:3] if code_insee.startswith(OUTRE_MER) else code_insee[:2]


def du_code_postal(code_postal: str) -> str:
    """Le département que dit un code postal ; vide, s'il n'en dit aucun."""
    debuts = {
        debut: each.code
        for each in charger_departements().departements
        for debut in each.codes_postaux or (each.code,)
    }
    connus = [debut for debut in debuts if code_postal.startswith(debut)]
    return debuts[max(connus, key=len)] if connus else ""

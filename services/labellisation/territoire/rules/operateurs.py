"""Les opérateurs du socle que la labellisation consulte, à leur date (A-046, A-075)."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from shared.normalisation import normaliser
from shared.rules.dated import Rule, Rules
from shared.rules.loading import load


@dataclass(frozen=True, kw_only=True)
class Operateur(Rule):
    """Un opérateur ; son `id` est son code, `alias` sont ses autres noms."""

    nom: str
    alias: tuple[str, ...] = ()

    @property
    def scope(self) -> str:
        return self.id

    def designe(self, nom: str) -> bool:
        """Ce nom est-il le sien ? Son écriture ne compte pas."""
        return normaliser(nom) in {normaliser(each) for each in (self.id, self.nom, *self.alias)}


@dataclass(frozen=True)
class Operateurs:
    """La liste, datée."""

    id: str
    operateurs: Rules[Operateur]

    def nomme(self, nom: str) -> Operateur | None:
        """Celui que désigne ce nom ou ce code."""
        return next((each for each in self.operateurs if each.designe(nom)), None)


@cache
def charger_operateurs() -> Operateurs:
    """Les opérateurs livrés avec le service ; `RuleError` si le fichier est inutilisable."""
    donnees = files("services.labellisation.territoire") / "donnees"
    return load(donnees / "operateurs.yaml", Operateurs)

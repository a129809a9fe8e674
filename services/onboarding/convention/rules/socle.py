"""Le socle : les opérateurs partenaires que toute convention doit réunir, à leur date (A-046)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from shared.normalisation import normaliser
from shared.refusal import RefusDuMoment
from shared.rules.dated import Rule, Rules
from shared.rules.loading import load
from shared.rules.periods import RuleError


class OperateurInconnu(RefusDuMoment):
    """Ce nom n'est celui d'aucun opérateur du socle."""


class OperateurEnDouble(RefusDuMoment):
    """Deux noms désignent le même opérateur (domaine.md X-12)."""


@dataclass(frozen=True, kw_only=True)
class Operateur(Rule):
    """Un opérateur du socle ; `local` nomme son organisme de terrain, `alias` ses autres noms."""

    nom: str
    local: str = ""
    alias: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """L'identifiant de la règle est le code par lequel tous désignent l'opérateur."""
        return self.id

    @property
    def scope(self) -> str:
        return self.id

    def noms(self) -> set[str]:
        """Tous ses noms, sans accents, ni casse, ni ponctuation."""
        names = {normaliser(name) for name in (self.code, self.nom, self.local, *self.alias)}
        return names - {""}


@dataclass(frozen=True)
class Socle:
    """Les opérateurs du socle, datés ; un nom n'en désigne jamais deux."""

    id: str
    operateurs: Rules[Operateur]

    def __post_init__(self) -> None:
        owners: dict[str, str] = {}
        for operateur in self.operateurs:
            for name in operateur.noms():
                if owners.setdefault(name, operateur.code) != operateur.code:
                    raise RuleError(
                        f"Le nom « {name} » désigne {owners[name]} et {operateur.code} ; "
                        "retirez-le de l'un des deux."
                    )

    def en_vigueur(self, jour: date) -> tuple[Operateur, ...]:
        """Les opérateurs dont l'engagement est exigé d'une convention signée ce jour (A-045)."""
        return self.operateurs.in_force(jour)

    def codes_en_vigueur(self, jour: date) -> list[str]:
        return [each.code for each in self.en_vigueur(jour)]

    def code(self, nom: str) -> str:
        """Le code de l'opérateur ainsi nommé ; refuse (`OperateurInconnu`) un nom étranger."""
        found = operateur_nomme(self.operateurs.versions, nom)
        if found is None:
            raise OperateurInconnu(f"« {nom} » n'est pas un opérateur du socle.", selon=[self.id])
        return found.code

    def codes(self, noms: Iterable[str]) -> tuple[str, ...]:
        """Les codes de ces noms ; refuse (`OperateurEnDouble`) deux noms d'un même opérateur."""
        found: dict[str, str] = {}
        for nom in noms:
            code = self.code(nom)
            if code in found:
                raise OperateurEnDouble(
                    f"« {found[code]} » et « {nom} » désignent le même opérateur, {code}.",
                    selon=[self.id],
                )
            found[code] = nom
        return tuple(found)


def operateur_nomme(operateurs: Sequence[Operateur], nom: str) -> Operateur | None:
    """Celui de ces opérateurs que ce nom désigne, s'il y en a un."""
    wanted = normaliser(nom)
    return next((each for each in operateurs if wanted in each.noms()), None)


@cache
def charger_socle() -> Socle:
    """Le socle des opérateurs ; `RuleError` si le fichier est inutilisable."""
    return load(files("services.onboarding.convention") / "donnees" / "socle.yaml", Socle)

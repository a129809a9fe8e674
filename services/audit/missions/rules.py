"""Les organismes qui auditent, et la composition de leurs équipes : des données datées (X-02)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import ClassVar, Literal

from shared.refusal import RefusDuMoment
from shared.rules.dated import DES_DEUX_JOURS, Jours, Rule, Rules, Vaut
from shared.rules.loading import load
from shared.rules.periods import RuleError

DONNEES = files("services.audit.missions") / "donnees"
Genre = Literal["AGENCE", "IGA", "CABINET"]
GENRES: dict[Genre, str] = {
    "AGENCE": "l'agence nationale",
    "IGA": "l'inspection générale de l'administration",
    "CABINET": "un cabinet d'audit",
}


class OrganismeInconnu(RefusDuMoment):
    """Cet organisme n'audite pas, ou pas à cette date."""


class CompositionInsuffisante(RefusDuMoment):
    """L'équipe ne compte pas ceux que la règle demande à cette date (A-002, X-02)."""


@dataclass(frozen=True, kw_only=True)
class Organisme(Rule):
    """Un employeur d'auditeurs, `id` son code ; `successeur` reprend ses équipes après sa fin."""

    nom: str
    genre: Genre
    successeur: str = ""

    @property
    def scope(self) -> str:
        return self.id


@dataclass(frozen=True)
class Organismes:
    """Le registre, par code."""

    id: str
    organismes: Rules[Organisme]

    def __post_init__(self) -> None:
        for each in self.organismes:
            if each.successeur and not self.organismes.by_id(each.successeur):
                raise RuleError(f"{each.id} : successeur inconnu, « {each.successeur} ».")

    def titulaire(self, code: str, jour: date) -> Organisme:
        """Celui-ci ou, après sa fin, qui lui a succédé ; refuse (`OrganismeInconnu`) sinon."""
        found = self.organismes.by_id(code)
        while found and not found.en_vigueur.contains(jour):
            passe = found.en_vigueur.au is not None and found.en_vigueur.au < jour
            found = self.organismes.by_id(found.successeur) if passe else None
        if found is None:
            admis = ", ".join(each.id for each in self.organismes.in_force(jour))
            raise OrganismeInconnu(
                f"« {code} » n'audite pas le {jour:%d/%m/%Y} (organismes : {admis}).",
                selon=[self.id],
            )
        return found


@dataclass(frozen=True, kw_only=True)
class Composition(Rule):
    """Combien d'auditeurs de chaque genre dans une mission, et combien dans une équipe."""

    LU: ClassVar[tuple[Vaut, ...]] = DES_DEUX_JOURS
    programme: Mapping[Genre, int]
    equipe: int

    def verifier(self, genres: Iterable[Genre]) -> None:
        """Refuse (`CompositionInsuffisante`) une mission à laquelle il manque quelqu'un."""
        comptes = Counter(genres)
        manques = [
            f"{minimum} de {GENRES[genre]}"
            for genre, minimum in self.programme.items()
            if comptes[genre] < minimum
        ]
        if manques:
            raise CompositionInsuffisante(
                f"La mission doit compter au moins {', '.join(manques)} ({self.id}).",
                selon=[self.id],
            )


@dataclass(frozen=True)
class Compositions:
    """Les règles de composition, une seule à la fois."""

    id: str
    regles: Rules[Composition]


@cache
def charger_organismes() -> Organismes:
    """`RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "organismes.yaml", Organismes)


@cache
def charger_compositions() -> Compositions:
    """`RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "compositions.yaml", Compositions)


def composition_du(jours: Jours) -> Composition:
    """La règle au jour qu'elle regarde ; refuse (`CompositionInsuffisante`) s'il n'y en a pas."""
    if composition := charger_compositions().regles.pour(jours):
        return composition
    raise CompositionInsuffisante(f"Aucune règle d'équipe ne vaut le {jours.arrivee:%d/%m/%Y}.")

"""Les organismes qui auditent, et la composition de leurs équipes : des données datées (X-02)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from shared.refusal import Refus
from shared.rules.loading import load
from shared.rules.periods import Period, RuleError, Statut, check_no_overlap, in_force

DONNEES = files("services.audit.missions") / "donnees"
Genre = Literal["AGENCE", "IGA", "CABINET"]
GENRES: dict[Genre, str] = {
    "AGENCE": "l'agence nationale",
    "IGA": "l'inspection générale de l'administration",
    "CABINET": "un cabinet d'audit",
}


class OrganismeInconnu(Refus):
    """Cet organisme n'audite pas, ou pas à cette date."""


class CompositionInsuffisante(Refus):
    """L'équipe ne compte pas ceux que la règle demande à cette date (A-002, X-02)."""


@dataclass(frozen=True)
class Organisme:
    """Un employeur d'auditeurs ; `successeur` reprend ses équipes après sa fin."""

    code: str
    nom: str
    genre: Genre
    en_vigueur: Period
    statut: Statut
    reference: str
    successeur: str = ""


@dataclass(frozen=True)
class Organismes:
    """Le registre, par code."""

    id: str
    organismes: tuple[Organisme, ...]

    def __post_init__(self) -> None:
        codes = {each.code for each in self.organismes}
        for each in self.organismes:
            if each.successeur not in {*codes, ""}:
                raise RuleError(f"{each.code} : successeur inconnu, « {each.successeur} ».")

    def titulaire(self, code: str, jour: date) -> Organisme:
        """Celui-ci ou, après sa fin, qui lui a succédé ; refuse (`OrganismeInconnu`) sinon."""
        connus = {each.code: each for each in self.organismes}
        found = connus.get(code)
        while found and not found.en_vigueur.contains(jour):
            passe = found.en_vigueur.au is not None and found.en_vigueur.au < jour
            found = connus.get(found.successeur) if passe else None
        if found is None:
            admis = (e.code for e in self.organismes if e.en_vigueur.contains(jour))
            raise OrganismeInconnu(
                f"« {code} » n'audite pas le {jour:%d/%m/%Y} (organismes : {', '.join(admis)})."
            )
        return found


@dataclass(frozen=True)
class Composition:
    """Combien d'auditeurs de chaque genre dans une mission, et combien dans une équipe."""

    id: str
    en_vigueur: Period
    programme: Mapping[Genre, int]
    equipe: int
    statut: Statut
    reference: str

    @property
    def periode(self) -> Period:
        return self.en_vigueur

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
                f"La mission doit compter au moins {', '.join(manques)} ({self.id})."
            )


@dataclass(frozen=True)
class Compositions:
    """Les règles de composition, une seule à la fois."""

    id: str
    regles: tuple[Composition, ...]

    def __post_init__(self) -> None:
        check_no_overlap(self.regles, scope=lambda _: None, source=self.id)

    def en_vigueur(self, jour: date) -> Composition:
        """La règle de ce jour ; refuse (`CompositionInsuffisante`) s'il n'y en a pas."""
        found = in_force(self.regles, jour)
        if not found:
            raise CompositionInsuffisante(f"Aucune règle d'équipe ne vaut le {jour:%d/%m/%Y}.")
        return found[0]


@cache
def charger_organismes() -> Organismes:
    """`RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "organismes.yaml", Organismes)


@cache
def charger_compositions() -> Compositions:
    """`RuleError` si le fichier est inutilisable."""
    return load(DONNEES / "compositions.yaml", Compositions)

"""Who may ask what: a table like that of commands (ADR 0019), and its check."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from uuid import UUID

from shared.messages.actors import Role
from shared.normalisation import normaliser
from shared.questions.question import Parametres, Question
from shared.recording.authorisations import Portee
from shared.refusal import RefusDuMoment
from shared.rules.loading import RuleError, load
from shared.runtime.account_table import Compte
from shared.runtime.component import Component


class QuestionNonAutorisee(RefusDuMoment):
    """Le compte n'a pas le droit de poser cette question, ou pas sur ce département, cette
    structure, ni cet organisme."""


BODIES: frozenset[Role] = frozenset({"OPERATEUR", "REFERENT"})
"""The roles that act for one body among several."""


@dataclass(frozen=True)
class Droit:
    """Une ligne de la table : une question, et jusqu'où chaque rôle peut la poser."""

    question: str
    roles: Mapping[Role, Portee]
    source: str


@dataclass(frozen=True)
class Asker:
    """An account, as its line of the table of accounts says; an empty bound is none.

    `ecoute`: the services whose facts it hears; empty, it hears none.
    """

    name: str
    roles: Sequence[Role]
    departements: Sequence[str] = ()
    structures: Sequence[UUID] = ()
    organisme: str = ""
    ecoute: Sequence[str] = ()

    @classmethod
    def of(cls, line: Compte) -> "Asker":
        return cls(
            line.compte,
            line.roles,
            line.departements,
            line.structures,
            line.organisme,
            line.ecoute,
        )


@cache
def rights() -> Mapping[str, Mapping[Role, Portee]]:
    """The roles of each question, and how far each reaches; raises RuleError if it is unusable."""
    lines = load(files("shared.questions") / "droits.yaml", tuple[Droit, ...])
    table = {line.question: line.roles for line in lines}
    if len(table) < len(lines):
        raise RuleError("droits : une question y est écrite deux fois.")
    return table


def reaches(question: Question, asker: Asker) -> set[Portee]:
    """How far the account reaches with this question, over all its roles; empty if it may not."""
    if not _hears(question, asker):
        return set()
    roles = rights().get(question.id, {})
    return {roles[role] for role in asker.roles if role in roles}


def questioned(roles: Collection[Role]) -> list[str]:
    """The services that one of these roles may ask something, sorted."""
    asked = (name for name, admitted in rights().items() if admitted.keys() & set(roles))
    return sorted({name.partition(".")[0] for name in asked})


def check(component: Component, question: Question, asker: Asker, asked: Parametres) -> None:
    """Raises `QuestionNonAutorisee` if the account may not ask this, there."""
    if not _hears(question, asker):
        raise QuestionNonAutorisee(
            f"Le compte « {asker.name} » n'entend pas les faits de « {question.service} » : "
            "l'exploitant ouvre les comptes qui les entendent, et peuvent donc les relire."
        )
    found = reaches(question, asker)
    if not found:
        admitted = ", ".join(sorted(rights().get(question.id, {}))) or "aucun"
        raise QuestionNonAutorisee(
            f"Le compte « {asker.name} » ne peut pas poser la question « {question.id} » "
            f"(rôles admis : {admitted})."
        )
    if _in_its_structures(found, asker, asked):
        return
    _check_body(component, question, asker, asked)
    if "NATIONAL" in found:
        return
    if "DEPARTEMENT" in found:
        return _check_departements(component, question, asker, asked)
    raise QuestionNonAutorisee(
        f"Le compte « {asker.name} » ne pose cette question que sur ses structures "
        "(champ « structure_id »)."
    )


def _hears(question: Question, asker: Asker) -> bool:
    """False if the question is for those who hear the facts of the service, and it does not."""
    return not question.for_listeners or question.service in asker.ecoute


def _in_its_structures(found: set[Portee], asker: Asker, asked: Parametres) -> bool:
    about: UUID | None = getattr(asked, "structure_id", None)
    return "STRUCTURE" in found and about is not None and about in (asker.structures or [about])


def _check_body(component: Component, question: Question, asker: Asker, asked: Parametres) -> None:
    """Of a question meant for one body, an account that says none may ask nothing."""
    if question.body is None or not BODIES & set(asker.roles):
        return
    meant = [*question.body(component, asked)]
    if meant and normaliser(asker.organisme) not in map(normaliser, meant):
        said = f"« {asker.organisme} »" if asker.organisme else "aucun, dans la table des comptes"
        raise QuestionNonAutorisee(
            f"Le compte « {asker.name} » ne pose cette question que pour son organisme ({said}) : "
            f"elle porte sur {meant[0]}."
        )


def _check_departements(
    component: Component, question: Question, asker: Asker, asked: Parametres
) -> None:
    if not asker.departements:
        return
    places = question.places(component, asked) if question.places else None
    outside = [each for each in places or () if each not in asker.departements]
    if places is None or outside:
        said = f"elle porte sur {', '.join(outside)}" if outside else "elle porte sur tous"
        raise QuestionNonAutorisee(
            f"Le compte « {asker.name} » ne pose cette question que sur "
            f"{', '.join(asker.departements)} : {said} (champ « departement »)."
        )

"""Le questionnaire de chaque passage : des questions, et les réponses proposées (A-127)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from shared.refusal import RefusDuMoment
from shared.rules.dated import Rule, Rules
from shared.rules.loading import load
from shared.rules.periods import RuleError

PLUS_DE_QUESTIONS = 5


class AucunQuestionnaire(RefusDuMoment):
    """Aucun questionnaire d'activité n'est en vigueur au jour demandé."""


class ReponseInattendue(RefusDuMoment):
    """Une saisie répond à chaque question, par l'une des réponses proposées."""


@dataclass(frozen=True)
class Reponse:
    code: str
    libelle: str


@dataclass(frozen=True)
class Question:
    """Une question ; `du_socle` propose les opérateurs du socle de ce jour."""

    code: str
    libelle: str
    reponses: tuple[Reponse, ...] = ()
    du_socle: bool = False

    def __post_init__(self) -> None:
        if self.du_socle == bool(self.reponses):
            raise RuleError(f"{self.code} : des réponses, ou les opérateurs du socle.")


@dataclass(frozen=True, kw_only=True)
class Questionnaire(Rule):
    """Une version des questions, dans l'ordre où elles se posent."""

    questions: tuple[Question, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 0 < len(self.questions) <= PLUS_DE_QUESTIONS:
            raise RuleError(f"{self.id} : de une à {PLUS_DE_QUESTIONS} questions (A-126).")

    def suivante(self, choix: Mapping[str, str]) -> Question | None:
        """La première question sans réponse ; None, quand la saisie est complète."""
        return next((each for each in self.questions if each.code not in choix), None)

    def verifier(self, choix: Mapping[str, str], operateurs: Collection[str]) -> None:
        """Refuse (`ReponseInattendue`) ce qui manque, ou n'est pas proposé."""
        if manque := self.suivante(choix):
            raise ReponseInattendue(
                f"Il manque une réponse à « {manque.libelle} ».", selon=[self.id]
            )
        questions = {each.code: each for each in self.questions}
        for code, reponse in choix.items():
            question = questions.get(code)
            if question is None or reponse not in proposees(question, operateurs):
                raise ReponseInattendue(
                    f"« {code} : {reponse} » n'est pas une réponse proposée.", selon=[self.id]
                )


def proposees(question: Question, operateurs: Collection[str]) -> list[str]:
    return list(operateurs) if question.du_socle else [each.code for each in question.reponses]


@cache
def charger_questionnaires() -> Rules[Questionnaire]:
    """Les questionnaires livrés ; `RuleError` si le fichier est inutilisable."""
    donnees = files("services.onboarding.outils") / "donnees"
    return load(donnees / "activite.yaml", Rules[Questionnaire])


def questionnaire_en_vigueur(jour: date) -> Questionnaire:
    """Celui de ce jour ; refuse (`AucunQuestionnaire`) s'il n'y en a pas."""
    questionnaire = charger_questionnaires().on(jour)
    if questionnaire is None:
        raise AucunQuestionnaire(f"Aucun questionnaire d'activité le {jour:%d/%m/%Y}.")
    return questionnaire

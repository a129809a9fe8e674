"""Ce que d'autres systèmes peuvent demander au raccordement de ce qu'il sait."""

from shared.questions.common import COMMON
from shared.questions.question import Questions

QUESTIONS = Questions("onboarding", COMMON)

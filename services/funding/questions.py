"""Ce que d'autres systèmes peuvent demander au financement de ce qu'il sait."""

from shared.questions.common import COMMON
from shared.questions.question import Questions

QUESTIONS = Questions("funding", COMMON)

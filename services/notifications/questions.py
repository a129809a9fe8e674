"""Ce que d'autres systèmes peuvent demander aux notifications de ce qu'elles savent."""

from shared.questions.common import COMMON
from shared.questions.question import Questions

QUESTIONS = Questions("notifications", COMMON)

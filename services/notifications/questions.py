"""Ce que d'autres systèmes peuvent demander aux notifications de ce qu'elles savent."""

from shared.questions.own_account import OWN_ACCOUNT
from shared.questions.question import Questions

QUESTIONS = Questions("notifications", OWN_ACCOUNT)

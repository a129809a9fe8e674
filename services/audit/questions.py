"""Ce que d'autres systèmes peuvent demander à l'audit de ce qu'il sait."""

from shared.questions.own_account import OWN_ACCOUNT
from shared.questions.question import Questions

QUESTIONS = Questions("audit", OWN_ACCOUNT)

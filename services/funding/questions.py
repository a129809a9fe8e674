"""Ce que d'autres systèmes peuvent demander au financement de ce qu'il sait."""

from shared.questions.own_account import OWN_ACCOUNT
from shared.questions.question import Questions

QUESTIONS = Questions("funding", OWN_ACCOUNT)

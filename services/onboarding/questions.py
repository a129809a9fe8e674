"""Ce que d'autres systèmes peuvent demander au raccordement de ce qu'il sait."""

from shared.questions.own_account import OWN_ACCOUNT
from shared.questions.question import Questions

QUESTIONS = Questions("onboarding", OWN_ACCOUNT)

"""Instruire un dossier : une fonction par demande, et par fait appris."""

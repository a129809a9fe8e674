"""Tous les faits d'un dossier, étape par étape : chacun dit ce qu'il y change."""

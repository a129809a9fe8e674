"""Lire le code officiel géographique dans les fichiers de l'INSEE."""

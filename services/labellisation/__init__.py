"""Labellisation : de la remontée du préfet au label, ou à la décision motivée de ne pas retenir.

Remontée : une ligne du tableau d'un préfet. Signalement : le préfet dit la structure prête.
Accord préalable : celui de l'agence nationale, sans lequel aucun préfet ne labellise.
"""

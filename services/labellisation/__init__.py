"""Labellisation : de la remontée du préfet au label, ou à la décision motivée de ne pas retenir.

Remontée : une ligne du tableau d'un préfet. Signalement : le préfet dit la structure prête.
Montée en gamme : les actions promises pour combler des écarts reconnus, avant de signaler.
Accord préalable : celui de l'agence nationale, sans lequel aucun préfet ne labellise.
Mise en demeure : le porteur a un délai pour rétablir ce que le label exige.
Antenne : un lieu d'une structure labellisée, sans label propre ; ou le guichet d'un opérateur.
Reprise : les listes publiées avant le programme deviennent des faits datés, sans audit inventé.
"""

"""Contrôle qualité des structures labellisées : enquêtes, visites mystères, alertes (A.4).

Campagne : l'enquête d'une année auprès des agents et des usagers d'une structure.
Base : les structures labellisées au jour d'un tirage. Cible : une structure tirée.
Alerte : un doute sur la qualité ; elle ne retire jamais un label.
"""

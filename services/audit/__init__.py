"""Audit : constater sur site chaque critère obligatoire, et conclure ; veiller après le label.

Audit : la visite d'une structure signalée, un constat par critère, une conclusion qui en découle.
Constat : un résultat sur un critère, avec son mode et son auteur ; jamais une déclaration.
Référentiel : la grille des critères en vigueur au jour du signalement.
Mission : des auditeurs, et les audits de leur programme.
Remarque : une amélioration demandée au porteur, qui se traite puis se lève.
Campagne : l'enquête d'une année auprès des agents et des usagers d'une structure labellisée.
Tirage : des structures tirées au sort pour une visite mystère ; cible : l'une d'elles.
Alerte : un doute sur la qualité ; elle ne retire jamais un label.
"""

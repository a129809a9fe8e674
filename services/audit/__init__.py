"""Audit : constater sur site chaque critère obligatoire, et conclure.

Constat : un résultat sur un critère, avec son mode et son auteur.
Une déclaration n'est jamais un constat.
"""

"""Raccordement d'une structure et de ses agents, formation, outils, référents, convention, annexe.

Raccordement : du lien d'inscription à l'ouverture des applications.
Sollicitation : la demande d'un agent à un opérateur, et le délai de sa réponse.
"""

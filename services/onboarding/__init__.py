"""Raccordement (lien d'inscription, compte, agents, applications) et annexe à la convention."""

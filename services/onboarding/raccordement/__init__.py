"""Le raccordement d'une structure : son lien, son compte, ses agents, leurs applications."""

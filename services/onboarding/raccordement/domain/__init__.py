"""Le raccordement d'une structure, et ses agents."""

"""D'une ligne saisie à une structure."""

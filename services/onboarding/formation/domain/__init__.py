"""Les sessions de formation, et la formation des agents d'une structure."""

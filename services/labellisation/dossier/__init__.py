"""Le dossier d'une structure : de son repérage au label, ou à la décision de ne pas la retenir."""

"""La fusion de deux dossiers de la même structure, et son annulation (C.7-17)."""

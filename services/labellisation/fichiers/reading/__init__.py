"""D'un fichier à des lignes, par nom de colonne."""

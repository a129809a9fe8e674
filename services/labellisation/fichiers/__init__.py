"""Les fichiers reçus, CSV ou classeurs : les ouvrir, et en lire les lignes par nom de colonne."""

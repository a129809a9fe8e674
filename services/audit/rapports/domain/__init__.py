"""Le rapport d'un audit : son contenu, sa signature, son document."""

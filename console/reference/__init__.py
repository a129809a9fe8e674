"""Les pages de référence, écrites d'après le code : commandes, réglages, services."""

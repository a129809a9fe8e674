"""Les rubriques sous lesquelles l'aide range les commandes."""

ESSAYER = "Essayer, remonter"
PILOTER = "Piloter"
JUSTIFIER = "Comprendre et justifier"
EXPLOITER = "Exploiter"
INSTALLER = "Installer, mettre à jour"
DECRIRE = "Écrire les documents de référence"

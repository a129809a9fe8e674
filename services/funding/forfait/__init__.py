"""Le droit de chaque label au forfait de fonctionnement, année par année."""

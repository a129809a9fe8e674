"""Le rapport d'audit : ce que la visite a établi, arrêté, signé, et désigné par son empreinte."""

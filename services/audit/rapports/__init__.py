"""Le rapport d'audit : le bilan de la visite, arrêté, signé, et désigné par son empreinte."""

"""L'annuaire des référents, et la demande d'un agent à un opérateur."""

"""Le catalogue des courriels et l'annuaire des autorités : des données."""

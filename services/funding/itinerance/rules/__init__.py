"""Les programmes d'aide à l'itinérance : des données datées."""

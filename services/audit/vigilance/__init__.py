"""La vigilance : les structures suivies, et les alertes sur leur qualité (C.7)."""

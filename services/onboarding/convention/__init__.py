"""La convention-cadre d'un département : qui s'y engage, et l'annexe de chaque structure."""

"""La convention d'un département, l'annexe d'une structure, et ce que l'annexe contient."""

"""La convention d'un département, l'annexe d'une structure, et le contenu de l'annexe."""

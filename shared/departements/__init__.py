"""Les départements et les collectivités d'outre-mer : leurs noms, et la lecture de leur code."""

"""Les référentiels : les critères d'un label, datés, et ce que la donnée en établit (B)."""

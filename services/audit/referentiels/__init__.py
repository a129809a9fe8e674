"""Les référentiels : les critères d'un label, datés, et les constats que la donnée établit (B)."""

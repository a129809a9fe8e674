"""Les décisions d'un label accordé, et les antennes des opérateurs."""

"""L'effectif d'un label : quels agents sont inscrits, et lesquels sont formés (A-092, INV-14)."""

"""Le droit au forfait d'un label pour une année."""

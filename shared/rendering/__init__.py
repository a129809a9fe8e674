"""Documents are made in processes of their own: on every core, and their memory is given back."""

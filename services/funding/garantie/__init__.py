"""La garantie des maisons de services au public (MSAP), jusqu'au label ou à son terme."""

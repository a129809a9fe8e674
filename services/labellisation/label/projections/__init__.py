"""Les tables des labels : leur registre, leurs suspensions, où en est chacun."""

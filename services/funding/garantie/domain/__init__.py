"""Une MSAP financée par l'État, et ce qui arrête ce financement."""

"""L'annexe écrite, en PDF et en Word."""

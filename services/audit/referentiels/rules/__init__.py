"""Les grilles de critères, une à la fois, et leur chargement."""

"""Pickers for the inputs of forms, found by their file names."""

"""The actions: one file each, found by their file names."""

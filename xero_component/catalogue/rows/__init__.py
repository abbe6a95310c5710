"""The rows of the table of objects, by what they are about."""

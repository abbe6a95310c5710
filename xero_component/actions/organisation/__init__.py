"""Actions on the organisation itself, and on what it is set up with."""

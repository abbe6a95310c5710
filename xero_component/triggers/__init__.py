"""How a flow starts: triggers, found by their file names, and what a host mounts for them."""

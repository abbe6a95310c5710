"""Thin adapters, one for each host that runs actions."""

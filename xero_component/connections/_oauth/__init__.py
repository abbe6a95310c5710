"""The OAuth 2.0 flows: consent, token endpoint, organisations of a consent, and renewal."""

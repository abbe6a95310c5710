"""Where connections are kept: in a database, encrypted, or in memory."""

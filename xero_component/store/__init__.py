"""The database behind a component: one file, or one PostgreSQL, for all its processes."""

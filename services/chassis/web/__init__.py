"""HTTP: one application factory for all services."""

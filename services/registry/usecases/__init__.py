"""What the registry does, as functions named for the business: load, decide, append."""

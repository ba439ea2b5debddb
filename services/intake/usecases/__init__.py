"""What intake does, as functions named for the business: load, ask the domain, append."""

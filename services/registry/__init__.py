"""The registry: access, seasons, notices, objections, publication, titles, exit."""

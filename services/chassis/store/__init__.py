"""The event store of one service: `eventsourcing` recorders with the log in the same commit."""

"""The tables beside `eventsourcing`'s own, and the one step that makes them.

All lie in the service's single database, so an event, its leaf, its effects on read models,
the inbox mark and the command's receipt commit together or not at all.
"""

TABLES = (
    # The transparency log: dense index, event id (once, for ever), leaf hash.
    """CREATE TABLE IF NOT EXISTS log_leaf (
        position INTEGER PRIMARY KEY, notification_id INTEGER NOT NULL UNIQUE,
        event_id TEXT NOT NULL UNIQUE, hash BLOB NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS log_tree (
        one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, nodes BLOB NOT NULL)""",
    # Read models: documents by kind and id, found again by named keys; `told` is the place on
    # the bus of the own event written last into a document, empty after one that was heard.
    """CREATE TABLE IF NOT EXISTS view (
        kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, told TEXT NOT NULL,
        PRIMARY KEY (kind, id))""",
    """CREATE TABLE IF NOT EXISTS view_key (
        kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, sort TEXT NOT NULL,
        id TEXT NOT NULL, PRIMARY KEY (kind, name, value, sort, id))""",
    "CREATE INDEX IF NOT EXISTS view_key_by_id ON view_key (kind, id)",
    # Answers given to commands, by who asked and the Idempotency-Key.
    """CREATE TABLE IF NOT EXISTS receipt (
        scope TEXT NOT NULL, idempotency_key TEXT NOT NULL, request_sha256 TEXT NOT NULL,
        status INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (scope, idempotency_key))""",
    # Inbox: the source mark dedupes, the offset mark seeks.
    """CREATE TABLE IF NOT EXISTS inbox_source (
        source TEXT NOT NULL, topic TEXT NOT NULL, part INTEGER NOT NULL,
        position INTEGER NOT NULL, PRIMARY KEY (source, topic, part))""",
    """CREATE TABLE IF NOT EXISTS inbox_offset (
        topic TEXT NOT NULL, part INTEGER NOT NULL, next_offset INTEGER NOT NULL,
        PRIMARY KEY (topic, part))""",
    # What the service has heard of a source's log, for pins.
    "CREATE TABLE IF NOT EXISTS heard (source TEXT PRIMARY KEY, size INTEGER NOT NULL)",
    # Messages set aside, in order of arrival within a key.
    """CREATE TABLE IF NOT EXISTS parked (
        number INTEGER PRIMARY KEY, topic TEXT NOT NULL, part INTEGER NOT NULL,
        key TEXT NOT NULL, state TEXT NOT NULL, why TEXT NOT NULL, source TEXT NOT NULL,
        event_id TEXT NOT NULL, headers TEXT NOT NULL, value BLOB NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS parked_by_key ON parked (topic, key)",
    # What the worker must do at a moment, by a name that makes it unique.
    """CREATE TABLE IF NOT EXISTS timer (
        name TEXT PRIMARY KEY, due TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL)""",
    "CREATE INDEX IF NOT EXISTS timer_by_due ON timer (due)",
    # Who does a job right now (real seconds), and when each loop last ticked.
    """CREATE TABLE IF NOT EXISTS lease (
        name TEXT PRIMARY KEY, owner TEXT NOT NULL, expires REAL NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS heartbeat (
        loop TEXT PRIMARY KEY, at REAL NOT NULL, lag INTEGER NOT NULL, trouble TEXT NOT NULL)""",
    # Words of natural persons, erasable; events hold only the commitment.
    """CREATE TABLE IF NOT EXISTS private_text (
        commitment TEXT PRIMARY KEY, salt BLOB NOT NULL, body TEXT NOT NULL)""",
    # Facts about the store itself: which service, simulated or not, the simulated time.
    "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
)

#: Tables that hold only what events can tell again.
PROJECTION_TABLES = ("view", "view_key")

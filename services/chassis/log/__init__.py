"""The transparency log under the event store: canonical bytes, RFC 6962 hashes, entry bundles.

Pure: nothing here opens a file, a socket or a database, so an auditor may use it alone.
"""

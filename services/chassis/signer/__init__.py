"""The signer: a small process of its own that signs checkpoints, and remembers what it signed.

It holds the log's private keys and a memory apart from every store. Before it signs it demands
proof that the new tree contains the one it signed last, so a store that was rolled back, or a
second tree of the same name, gets no signature. A witness is the same memory for others' logs.
"""

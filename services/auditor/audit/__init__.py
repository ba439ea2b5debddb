"""The full audit: is every log what was signed, and does every board follow from it?

Each part tells its findings; none trusts what another has not checked.
"""

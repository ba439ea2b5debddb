"""Unit tests of scoring; builders shared among them."""

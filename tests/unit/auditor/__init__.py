"""Unit tests of the auditor; logs told by hand."""

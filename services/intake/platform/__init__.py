"""The public standards platform, asked through a port: a folder of its exports, or its HTTP."""

"""Sending mail: the server as it is told to us, what a mail is, the port, and its SMTP adapter."""

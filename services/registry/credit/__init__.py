"""The credit record: an honour withdrawn, told to credit systems (R22, R32). Plain functions."""

"""What every service stands on. Knows no word of the domain: no season, no bank, no board."""

"""Measurements, each beside a peer or limit in the same run; ratios are what counts."""

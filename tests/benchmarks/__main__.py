"""Runs every benchmark and prints figure, peer and ratio: ``make bench``."""

from tests.benchmarks import append

for line in append.run():
    print(line)

"""Runs every benchmark and prints figure, peer and ratio: ``make bench``."""

from tests.benchmarks import append, log

for bench in (append, log):
    for line in bench.run():
        print(line, flush=True)

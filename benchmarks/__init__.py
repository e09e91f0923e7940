"""Benchmarks of the model's speed and memory, compared with a floor and with peers.

``python -m benchmarks`` measures, prints a table and writes ``benchmarks/results.json``. This
module imports nothing, since the peers load the package from environments without the model.
"""

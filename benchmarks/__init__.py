"""How fast the model runs and how much memory it takes, beside a floor and beside peers.

``python -m benchmarks`` measures, prints a table and writes ``benchmarks/results.json``. This
module imports nothing, since the peers load the package from environments without the model.
"""

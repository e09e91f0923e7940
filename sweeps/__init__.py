"""Sweeps over the settings of the model: run them, keep them, estimate from them."""

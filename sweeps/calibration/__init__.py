"""Calibration: priors, runs, an emulator of each target, and a posterior sampled with them.

The model runs at points spread over the priors, then where the posterior is. An emulator of each
target predicts its figure from the settings; a Gaussian likelihood with the errors of targets and
emulators and a model discrepancy gives the posterior, which emcee samples.
"""

"""Parameter sweeps of the model: design, execution, storage and estimation."""

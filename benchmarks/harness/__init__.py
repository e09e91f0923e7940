"""What the sweep harness costs: beside other ways to do runs, and at the sizes of a cluster."""

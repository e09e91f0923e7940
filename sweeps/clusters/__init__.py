"""Files that run a sweep on a cluster: SLURM, a SLURM job array, KubeRay, a Ray cluster.

Each kind is a module with a class of options, checked when it is made, and a function ``render``
that returns the file's text. The shell code in them is constant: user input enters it only as
quoted assignments, directives of a checked form, or through a YAML library.
"""

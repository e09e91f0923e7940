"""How many replicates a point gets when the sweep asks for a precision instead of a number.

``confidence_sequence`` gives the interval that stays valid however often it is looked at, ``looks``
the numbers of replicates at which it is, and ``rule`` says whether that was enough.
"""

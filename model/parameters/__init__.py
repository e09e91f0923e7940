"""Every parameter of the model, a section a file, named as the rules that use it."""

"""Probes: a few lines that call the student's function on given inputs and return named arrays."""

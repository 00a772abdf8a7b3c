"""Assembling: the steps from one message to changed visits. `domain.assemblies` is the door."""

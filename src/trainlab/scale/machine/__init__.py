"""What studies are trained on: devices, memory, versions."""

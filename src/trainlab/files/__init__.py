"""Bytes: opening what people name, writing whole files, and the formats that need no more than bytes."""

"""Weights and states of training as files of tensors."""

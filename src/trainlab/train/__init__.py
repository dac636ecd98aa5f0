"""Training: loss, optimizers and penalties make a step; steps of many trials make a program."""

"""What findings are judged on: curves of nets that were really trained, with labels, and simulations.

The suite replays it, and scripts in ``bench/`` print and time it; it imports nothing of either.
"""

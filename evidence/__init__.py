"""What findings are judged on: curves of nets that were really trained, with labels, and simulations.

The suite replays it, scripts in ``bench/`` print and time it; it imports neither of them.
"""

"""Training on the nodes of a Ray cluster (the extra ``trainlab[ray]``, https://docs.ray.io): Ray core alone.

The driver plans, keeps the study and commits; on each node workers train populations and hand over chunks.
"""

"""A study as event files, which TensorBoard reads: what is in them, and the folder they lie in.

This room knows records and curves; whoever calls it reads the study. Nothing of it needs TensorFlow or the
package ``tensorboard``, which its tests compare it with.
"""

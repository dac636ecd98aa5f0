"""What findings say, worked out again from the stored curves: slowly, and without ``trainlab.diagnose``.

Every file here knows the sentences and the advice of one finding, as regular expressions, and works out anew
every number, direction, count and name in them. A sentence that no expression matches is a fault, so that a
new sentence brings its oracle.
"""

"""``/metrics``: what the workers of this machine count and measure, for Prometheus; off without a token.

Each worker writes its numbers into files of its own, in a folder that they share; whichever is asked adds
them up.
"""

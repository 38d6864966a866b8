"""The pure heart of Attune: values in, values out; no clock, no randomness, no input or output.

Replaying the turns of an attempt through `advance` always gives the same states and the same scores.
"""

"""What people do with Attune: one function, one unit of work, one commit.

A use case opens its own unit of work, so that nothing slow (a template, a picture) ever runs while the store is locked.
"""

"""Where attempts are kept: tables, one transaction at a time, and the few queries the use cases need.

Everything goes in and comes out as frozen values (`records`); no table object ever leaves this package. A use case
opens a transaction with `Database.write` or `Database.read`, passes it to functions of the modules named after the
tables, and commits once.
"""

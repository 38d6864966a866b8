"""Pages: one blueprint per audience; each view translates HTTP, calls one use case and shows one page."""

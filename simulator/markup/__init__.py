"""The scenario format: text to `Scenario`, or problems with file and line; and back to text."""

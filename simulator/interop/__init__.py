"""Exchange with other programs: spreadsheets."""

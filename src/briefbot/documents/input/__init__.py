"""The name of a source -> bytes: files found, addresses fetched, formats recognised, text decoded."""

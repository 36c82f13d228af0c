"""What a person names -> bytes: files found, addresses fetched, kinds told apart, text decoded."""

"""What is known about a text: its title, outlet, author and date, and the Document that is made of both."""

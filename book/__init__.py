"""Makes the site: the book from the notebooks, and the course in the browser beside it. `python -m book --help`."""

"""Second halves of references that would be too long for one file. A chapter's own module takes them in whole."""

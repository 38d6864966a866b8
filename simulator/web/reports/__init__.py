"""What portfolio and heat map say, in the reader's language: the same words for the page, the file and the paper."""

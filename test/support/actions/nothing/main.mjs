// Nothing is to be done.

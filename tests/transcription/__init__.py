"""Two independent transcriptions of the same published regimens, compared by machine."""

"""What leaves: a course, a regimen or problems as text for people."""

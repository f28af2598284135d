"""`python -m regimencalc` is the same as `regimencalc`."""

from regimencalc.cli import main

main()

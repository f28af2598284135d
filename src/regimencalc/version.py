"""The version of the program, and what it is not, each in one place."""

VERSION = "0.1.0"

NOT_A_DEVICE = (
    "regimencalc computes doses from definitions you supply. It is not a medical device, has not "
    "been cleared, certified or reviewed by any regulator, and its regimen files and limits have "
    "not been approved by a clinician unless the file names one. Do not use it as the only source "
    "for a prescription. Every result shows its formula, inputs, limits and sources so that a "
    "qualified person can recompute it by hand; if you cannot, do not use the result."
)
"""What every place says where a dose leaves the program."""

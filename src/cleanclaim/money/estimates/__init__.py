"""Good faith estimates: what a patient who pays is told of the charges beforehand."""

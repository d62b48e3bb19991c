"""Why a visit is coded and judged as it is: each step in plain words, with what was in force on its day."""

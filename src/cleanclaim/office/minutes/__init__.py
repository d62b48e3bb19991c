"""Minutes: a strip on which a visit's interventions are blocks, and the proof of its units."""

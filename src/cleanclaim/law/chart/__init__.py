"""The patient's course and the clinician's day: what stands in the chart around a visit."""

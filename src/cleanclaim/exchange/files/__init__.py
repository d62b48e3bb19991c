"""Files in and out: visits, patients, charts, notes and practices, read from what other systems export and written back."""

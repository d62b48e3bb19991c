"""Files in and out: visits, patients, charts, notes and practices as other systems export them."""

"""The work queue: claims made of signed visits, what each lacks, what a biller decides, what is sent and answered."""

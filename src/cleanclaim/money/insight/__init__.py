"""What owners steer by: key figures with their definitions, payers that change, and a second opinion on a folder."""

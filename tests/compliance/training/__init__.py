"""Training: the questions, their answers, and what is remembered of them."""

"""A place to try things: a made-up practice, and a payer to send claims to."""

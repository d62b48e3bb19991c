"""The sandbox: a made-up practice with known faults, and a test payer to send claims to."""

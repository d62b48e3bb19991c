"""The charts of a sample: each question of the checklist answered by the rules where they can, the rest by a person."""

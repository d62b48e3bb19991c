"""The kinds of questions: each file makes those of one topic, with answers worked out by the engine."""

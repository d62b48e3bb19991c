"""Training that teaches one's own errors: questions with answers worked out by the engine, and who has learned what."""

"""Who uses the office: organizations, the people in them and what they may do, and the walls between organizations."""

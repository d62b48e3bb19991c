"""What is audited: the frame, put in order, and the sample drawn from it so that anybody can draw it again."""

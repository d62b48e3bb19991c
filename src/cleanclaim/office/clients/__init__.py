"""The clients of a billing company: who serves which, what is there, and adding one."""

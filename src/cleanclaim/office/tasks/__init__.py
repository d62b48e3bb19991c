"""Work outside of requests: tasks that a worker does, also after workers were killed, and what recurs."""

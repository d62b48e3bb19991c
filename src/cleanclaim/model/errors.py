"""Errors a user can put right. Everything else that goes wrong is a fault of ours."""


class UserError(Exception):
    """What, where, why, and what to do, in words for the person who gave the input.

    `place` names the spot ("visits.csv, row 14, column minutes"), `problem` what is wrong there,
    `remedy` what to do about it. The command line prints them and exits with code 2.
    """

    line: int | None = None
    """The line of a text file by which the faults of one are listed."""

    def __init__(self, place: str, problem: str, remedy: str) -> None:
        end = "" if problem.endswith(("?", ".")) else "."
        super().__init__(f"{place}: {problem}{end}\n{remedy}")
        self.place = place
        self.problem = problem
        self.remedy = remedy

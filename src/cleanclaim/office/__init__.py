"""The office: the engine in a browser, for one person on a laptop or a billing company with its clients. A Django
project, a folder per area.

`shared` has what every page uses; each other folder is an area with thin views, a presenter that turns the
library's values into what a template shows, templates and static files. No rule lives here.
"""

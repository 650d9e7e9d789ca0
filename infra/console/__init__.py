"""The console: pages for people, made on the server from the same questions and commands as the API.

A page asks the API's own routes, in this process and as whoever asks for the page (``infra.console.asking``), so that
it can show nothing that the API would not answer them, and nothing of a question or a command is written twice.
"""

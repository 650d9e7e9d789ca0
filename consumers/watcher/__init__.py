"""The watcher: takes in the files that banks drop into a folder."""

"""The contract with everyone who reads or writes our topics: what each event, command and reply is made of.

One ``<Name>.v<version>.avsc`` holds one version of one message; ``lock.json`` gives each its id, once and for ever.
``registry`` turns fields into the bytes on the wire and back; ``python -m schemas`` guards the rest.
"""

"""Every question's answer is put on record by one place, around the router: ``infra.http.reads.around``."""

"""A batch as one transaction: the fence, the commit, and the requests that they are made of."""

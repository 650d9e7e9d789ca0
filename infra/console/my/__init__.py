"""My page: what a customer owes, why and to whom, how to pay it, and what they can do themselves.

Customers sign in with a payment reference and a one-time code, and act by the API's own routes, as themselves
(``infra.http.access.own_words``): the same rules hold as for whoever would type it in for them.
"""

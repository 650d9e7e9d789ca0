"""Questions over HTTP: the queries of the read models, for whoever may ask them."""

"""Who a person is: registered, and joined when two turn out to be one."""

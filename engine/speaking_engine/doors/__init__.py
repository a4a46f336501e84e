"""The doors through which people and programs come in; each opens a `Work` and asks it."""

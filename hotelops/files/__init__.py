"""Files as content: what may come in, how it is cleaned, where it is kept and how it is given out.

A file is a *blob* in the store, under its organisation and the hash of its content, and a row of some
``StoredFile`` model that points to it. Blobs come first and rows in the request's transaction, so a failure
leaves at worst a blob without a row, which ``sweep_uploads`` removes.
"""

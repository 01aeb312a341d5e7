"""Who may do what where: organisations and their properties, users with roles, and their sessions.

A phone logs in and starts a ``Session``. Its refresh token keeps the session alive and is replaced at every
use; its access token opens the API for 15 minutes at a time. Both only name the session, which every request
looks up, so that a logout, a new password, a new role or a deactivation takes effect at once.

Rows of an organisation are ``TenantModel``; every view starts from ``.for_user(user)``. What a role may do
stands in one table, ``roles.ALLOWED``.
"""

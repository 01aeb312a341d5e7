"""Guests of the properties: who stays in which room, with identity documents kept sealed."""

"""Switches off one guard of the product at a time, in a copy of the project, and sees the tests go red."""

"""Files that staff send by themselves, such as receipts, for other requests to refer to."""

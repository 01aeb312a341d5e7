"""Who worked where and when: shifts, started and ended by check-in and check-out."""

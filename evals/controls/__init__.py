"""Who tests the tests: right replies, faults seeded into them, and whether the gate catches each."""

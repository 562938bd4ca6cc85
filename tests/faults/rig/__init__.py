"""What the fault runs have beside the integration tests' harness: a member with failpoints, traffic
without end, late requests, and a checker of the invariants."""

"""Everything that runs inside the sandbox, and the wire that both sides speak. Holds no secret."""

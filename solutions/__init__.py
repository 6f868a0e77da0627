"""The hidden references: one module a chapter, never part of what students get."""

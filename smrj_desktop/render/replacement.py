"""Pages to replace (差替え): those that differ from an earlier printout, under their numbers there."""

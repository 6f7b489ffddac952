"""Files that come back from others: what stands in them, which tables they hold, what they change.

Data flows one way: `book` (a file's cells) -> `recognise` (`found`: tables, text, indicators) -> `interpret`
(`reading`: the plan as the file has it, and what is doubtful) -> the three-way merge -> `review`.
"""

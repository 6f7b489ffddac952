"""Files that come back from others: what stands in them, which tables they hold, what they change.

Data flows one way. Each station is a pure function of plain data that the one before has made:

- `book`: a file's cells, whatever its format;
- `recognise` makes `found` of it: tables, text and indicators, known by their labels (`labels`);
- `interpret` makes a `reading` of that: the plan as the file has it, and what is no certain change;
- `review` puts it beside the plan that was sent and the plan now, through the three-way merge of
  `domain.merge`; `their_changes` is their plan without what is refused;
- `outcome` says what became of all of it.

A department's sheet takes a shorter way: `input_reading` makes the `reading`. What is written for others is
described by `print_options`, `input_scope` and `input_form`, and says with its `imprint` where it comes from.
"""

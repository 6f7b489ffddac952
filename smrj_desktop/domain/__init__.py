"""What an annual plan is and what must add up: no Qt, no Excel, no files, no clock."""

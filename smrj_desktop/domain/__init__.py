"""What an annual plan is and what must add up: no Qt, no Excel, no files, no clock."""

STATEMENTS = ("budget", "income", "cash")
"""The three statements in print order: 予算, 収支計画, 資金計画. Here, as the frame comes before pandas."""

"""The annual plan workbook (年度計画ワークブック)."""

__version__ = "0.1.0"

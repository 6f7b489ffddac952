"""The colours of print: each ink on white paper, and its grey where black alone is used."""

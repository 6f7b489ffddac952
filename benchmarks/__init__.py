"""Benchmarks. Each prints ratios measured within one run; machines are shared and seconds mean nothing."""

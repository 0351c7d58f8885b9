"""The rules of bench/pack once more, in other engines: what bench/portfolio.py measures against."""

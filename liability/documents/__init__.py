"""A determination for readers: screen, trees, Markdown; memoranda, claims of harbors, checklists.

Also their forms as Word, HTML and PDF, the sums and ledgers with their pictures, the report of a
safety case, and that of a portfolio.
"""

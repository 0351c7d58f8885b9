"""Why rows are refused, the same whatever reads them: a code, the reason and what to do."""

from __future__ import annotations

NOT_UTF_8 = "not-utf-8", "the row is not in UTF-8", "save the table in UTF-8"
NO_NAME = "no-name", "the row has no name", "give each row one"
SHARED_NAME = "duplicate-id", "`{}` is the name of several rows", "rename them"
REFUSED, SAYS, TO_USE_IT = "refused", "`{}` says `{}`", "change `refuse` in the map to use it"
CELLS, TO_KEEP_A_COMMA = "cells", "put a cell that holds a comma in quotes"

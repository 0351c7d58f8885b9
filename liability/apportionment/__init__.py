"""Who pays: exposure, shares, settlements, what cannot be collected, insurance."""

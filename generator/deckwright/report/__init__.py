"""A course as figures: what it covers, how it is balanced, what a day of study costs; and a sheet for experts."""

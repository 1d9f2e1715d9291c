"""A course as a workshop: agendas with their times and amounts, printed documents, the presenter, the weeks after."""

"""Places: the gazetteer, how Finnish place names inflect, and areas on the map."""

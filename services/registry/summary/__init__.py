"""The season's report, told from events alone: facts, their arrangement, PDF (R24).

``projections`` gather what no other read model keeps; ``facts`` puts a season's facts together as
plain values; ``content`` arranges them as sections with tables and bars, in either language; ``pdf``
and the page draw that. The same events give the same bytes at every stage.
"""

"""The coordinate reference systems of the toolkit, and no EPSG code anywhere else.

Everything inside is in metres on ETRS-TM35FIN, the national plane system; degrees appear only
where people and other programs hand coordinates in or take them out.
"""

from typing import Final

ETRS_TM35FIN: Final = 3067
"""EPSG code of ETRS89 / TM35FIN(E,N), easting and northing in metres."""

WGS84: Final = 4326
"""EPSG code of WGS 84, latitude and longitude in degrees."""

KKJ_ZONE_3: Final = 2393
"""EPSG code of KKJ / Finland Uniform Coordinate System, the national system until 2005."""

#!/usr/bin/env python3
# Watchfloor: footprints for benchmarks.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a GeoPackage of so many footprints: 480 a square kilometre, 6.4 vertices each, streets
that turn slowly, as watchfloorctl bench render makes them.

    tests/bench/make-footprints.py 1000000 FILE.gpkg
"""
import math
import random
import struct
import sys

from osgeo import gdal, ogr, osr

LON, LAT, PER_KM2 = 121.6, 38.95, 480.0
SHAPES = (((0, 0), (1, 0), (1, 1), (0, 1)),
          ((0, 0), (1, 0), (1, .5), (.55, .5), (.55, 1), (0, 1)),
          ((0, 0), (1, 0), (1, 1), (.7, 1), (.7, .45), (.3, .45), (.3, 1), (0, 1)))


def footprint(rand, side):
    """Well-known binary of one polygon in degrees."""
    x = math.floor((rand.random() - .5) * side / 45) * 45 + 12 * rand.random()
    y = math.floor((rand.random() - .5) * side / 45) * 45 + 12 * rand.random()
    turn = .6 * math.sin(x / 9000) + .5 * math.cos(y / 7000)
    c, s = math.cos(turn), math.sin(turn)
    pick = rand.random()
    shape = SHAPES[0 if pick < .2 else 1 if pick < .6 else 2]
    w, h = 9 + 16 * rand.random(), 9 + 14 * rand.random()
    east, north = 111195 * math.cos(math.radians(LAT)), 111195
    values = []
    for px, py in shape + shape[:1]:
        u, v = (px - .5) * w, (py - .5) * h
        values += (LON + (x + u * c - v * s) / east, LAT + (y + u * s + v * c) / north)
    return struct.pack("<BIII%dd" % len(values), 1, 3, 1, len(values) // 2, *values)


def main():
    n, path = int(sys.argv[1]), sys.argv[2]
    gdal.UseExceptions()
    gdal.SetConfigOption("OGR_SQLITE_SYNCHRONOUS", "OFF")
    system = osr.SpatialReference()
    system.ImportFromEPSG(4326)
    store = ogr.GetDriverByName("GPKG").CreateDataSource(path)
    layer = store.CreateLayer("buildings", system, ogr.wkbPolygon)
    rand, side = random.Random(20261120), math.sqrt(n / PER_KM2) * 1000
    store.StartTransaction()
    for _ in range(n):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometryDirectly(ogr.CreateGeometryFromWkb(footprint(rand, side)))
        layer.CreateFeature(feature)
    store.CommitTransaction()


if __name__ == "__main__":
    main()

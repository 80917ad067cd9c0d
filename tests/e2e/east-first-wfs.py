#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A WFS 1.1 that names its CRS "EPSG:4326" and gives longitude first, as GeoServer and newer QGIS
Servers do: east-first-wfs.py PORT PLACES.geojson"""
import json
import re
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

places = json.load(open(sys.argv[2], encoding="utf-8"))["features"]

CAPABILITIES = """<WFS_Capabilities version="1.1.0" xmlns="http://www.opengis.net/wfs"
 xmlns:ows="http://www.opengis.net/ows" xmlns:ogc="http://www.opengis.net/ogc">
<FeatureTypeList><FeatureType><Name>places</Name><Title>places</Title>
<DefaultSRS>EPSG:4326</DefaultSRS><ows:WGS84BoundingBox dimensions="2">
<ows:LowerCorner>121 38.9</ows:LowerCorner><ows:UpperCorner>122 38.9</ows:UpperCorner>
</ows:WGS84BoundingBox></FeatureType></FeatureTypeList>
<ogc:Filter_Capabilities><ogc:Spatial_Capabilities><ogc:SpatialOperators>
<ogc:SpatialOperator name="BBOX"/></ogc:SpatialOperators></ogc:Spatial_Capabilities>
</ogc:Filter_Capabilities></WFS_Capabilities>"""

SCHEMA = """<schema xmlns="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:test"
 xmlns:gml="http://www.opengis.net/gml" targetNamespace="urn:test">
<element name="places" type="t:placesType" substitutionGroup="gml:_Feature"/>
<complexType name="placesType"><complexContent><extension base="gml:AbstractFeatureType"><sequence>
<element name="geometry" type="gml:PointPropertyType"/><element name="id" type="int"/>
<element name="name" type="string"/></sequence></extension></complexContent></complexType></schema>"""


def features(query):
    box = [float(n) for n in re.findall(r"-?\d+\.\d+", query.get("FILTER", [""])[0])]
    limit = int(query.get("MAXFEATURES", ["1000000"])[0])
    for place in places:
        lon, lat = place["geometry"]["coordinates"]
        if box and not (box[0] <= lon <= box[2] and box[1] <= lat <= box[3]):
            continue
        limit -= 1
        if limit < 0:
            return
        yield f"""<gml:featureMember><t:places gml:id="places.{place["properties"]["id"]}">
<t:geometry><gml:Point srsName="EPSG:4326"><gml:pos>{lon} {lat}</gml:pos></gml:Point></t:geometry>
<t:id>{place["properties"]["id"]}</t:id><t:name>{place["properties"]["name"]}</t:name>
</t:places></gml:featureMember>"""


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        query = {k.upper(): v for k, v in parse_qs(urlsplit(self.path).query).items()}
        request = query.get("REQUEST", [""])[0]
        body = CAPABILITIES if request == "GetCapabilities" else SCHEMA
        if request == "GetFeature":
            body = (
                '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs"'
                ' xmlns:gml="http://www.opengis.net/gml" xmlns:t="urn:test">'
                + "".join(features(query))
                + "</wfs:FeatureCollection>"
            )
        data = ('<?xml version="1.0" encoding="UTF-8"?>' + body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args):
        pass


HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""qgis-project.py LAYER PROJECT.qgs: a QGIS project that serves one layer."""

import sys

from qgis.core import (QgsApplication, QgsCoordinateReferenceSystem, QgsProject, QgsVectorLayer)

application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer(sys.argv[1], 'places', 'ogr')
project = QgsProject.instance()
project.setCrs(QgsCoordinateReferenceSystem('EPSG:4326'))
project.addMapLayer(layer)
project.writeEntry('WFSLayers', '/', [layer.id()])
project.writeEntry('WFSLayersPrecision', '/' + layer.id(), 8)
if not layer.isValid() or not project.write(sys.argv[2]):
    sys.exit('the project was not written')

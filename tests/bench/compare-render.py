#!/usr/bin/env python3
# Watchfloor: drawing beside other programs.
# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws one GeoPackage of footprints at five zooms with watchfloorctl, and with QGIS and Mapnik
where their Python modules are installed (python3-qgis, python3-mapnik), each in a process of its
own, one after another. Same pixels, same colours, uncached frames. Prints a JSON object on stdout
and a table on stderr.

    tests/bench/compare-render.py [--features 1000000] [--layer FILE.gpkg] [--repeat 5]
"""
import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ZOOMS = (10, 12, 14, 16, 17)
WIDTH, HEIGHT = 1600, 1000
FILL, OUTLINE, GROUND = "#d8d3ca", "#a9a294", "#f4f1ea"
EQUATOR_M = 40075016.685578488
FOLDER = os.path.dirname(os.path.abspath(__file__))
ASKED_MS = {10: 10, 12: 16, 14: 12, 16: 5, 17: 4}


def peak_kb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def extent(center, zoom):
    """Web Mercator metres of the picture."""
    metres = EQUATOR_M / (256 * 2**zoom)
    x, y = center
    return (x - WIDTH / 2 * metres, y - HEIGHT / 2 * metres,
            x + WIDTH / 2 * metres, y + HEIGHT / 2 * metres)


def timed(draw, center, zoom, repeat):
    times = []
    for i in range(repeat):
        # A little aside: nothing may be the same frame again.
        begin = time.perf_counter()
        draw(extent((center[0] + i * 0.01, center[1]), zoom), zoom)
        times.append((time.perf_counter() - begin) * 1000)
    return times


def measure(draw, center, repeat):
    cases = []
    for zoom in ZOOMS:
        times = timed(draw, center, zoom, repeat)
        cases.append({"zoom": zoom, "median": statistics.median(times), "min": min(times)})
    return cases


# ---- one program each, in a process of its own

def run_qgis(layer, center, repeat):
    begin = time.perf_counter()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from qgis.core import (Qgis, QgsApplication, QgsCoordinateReferenceSystem, QgsFillSymbol,
                           QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle,
                           QgsSingleSymbolRenderer, QgsVectorLayer)
    from qgis.PyQt.QtCore import QSize
    from qgis.PyQt.QtGui import QColor

    app = QgsApplication([], False)
    app.initQgis()
    vector = QgsVectorLayer(layer, "buildings", "ogr")
    if not vector.isValid():
        raise SystemExit("QGIS cannot open " + layer)
    vector.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple(
        {"color": FILL, "outline_color": OUTLINE, "outline_width": "1",
         "outline_width_unit": "Pixel"})))
    settings = QgsMapSettings()
    settings.setLayers([vector])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    settings.setOutputSize(QSize(WIDTH, HEIGHT))
    settings.setBackgroundColor(QColor(GROUND))

    def draw(box, zoom):
        settings.setExtent(QgsRectangle(*box))
        job = QgsMapRendererParallelJob(settings)
        job.start()
        job.waitForFinished()
        save = os.environ.get("COMPARE_PICTURES")
        if save:
            job.renderedImage().save(os.path.join(save, "qgis-%d.png" % zoom))

    draw(extent(center, ZOOMS[0]), ZOOMS[0])
    first = (time.perf_counter() - begin) * 1000
    cases = measure(draw, center, repeat)
    return {"program": "QGIS " + Qgis.QGIS_VERSION.split("-")[0], "first_picture_ms": first,
            "cases": cases, "peak_rss_kb": peak_kb()}


def run_mapnik(layer, center, repeat):
    begin = time.perf_counter()
    import mapnik

    def sql_name():
        out = subprocess.run(["ogrinfo", "-so", layer], capture_output=True, text=True, check=True)
        return [line for line in out.stdout.splitlines() if line.startswith("1: ")][0].split()[1]

    canvas = mapnik.Map(WIDTH, HEIGHT, "epsg:3857")
    canvas.background = mapnik.Color(GROUND)
    style, rule = mapnik.Style(), mapnik.Rule()
    fill, line = mapnik.PolygonSymbolizer(), mapnik.LineSymbolizer()
    fill.fill = mapnik.Color(FILL)
    line.stroke, line.stroke_width = mapnik.Color(OUTLINE), 1.0
    rule.symbols.append(fill)
    rule.symbols.append(line)
    style.rules.append(rule)
    canvas.append_style("buildings", style)
    one = mapnik.Layer("buildings", "epsg:4326")
    one.datasource = mapnik.Ogr(file=layer, layer=sql_name())
    one.styles.append("buildings")
    canvas.layers.append(one)
    picture = mapnik.Image(WIDTH, HEIGHT)

    def draw(box, zoom):
        canvas.zoom_to_box(mapnik.Box2d(*box))
        mapnik.render(canvas, picture)
        save = os.environ.get("COMPARE_PICTURES")
        if save:
            picture.save(os.path.join(save, "mapnik-%d.png" % zoom))

    draw(extent(center, ZOOMS[0]), ZOOMS[0])
    first = (time.perf_counter() - begin) * 1000
    cases = measure(draw, center, repeat)
    version = mapnik.mapnik_version_string() if hasattr(mapnik, "mapnik_version_string") else "3"
    return {"program": "Mapnik " + version, "first_picture_ms": first, "cases": cases,
            "peak_rss_kb": peak_kb()}


PROGRAMS = {"qgis": run_qgis, "mapnik": run_mapnik}


def run_apart(name, layer, center, repeat):
    """None where the program is not installed or fails; its own words go to stderr."""
    done = subprocess.run([sys.executable, os.path.abspath(__file__), "--one", name, "--layer",
                           layer, "--center", "%r,%r" % center, "--repeat", str(repeat)],
                          stdout=subprocess.PIPE, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    return json.loads(lines[-1]) if done.returncode == 0 and lines else None


# ---- ours

def run_ours(ctl, layer, center, repeat):
    lon, lat = center_degrees(center)
    with tempfile.TemporaryDirectory() as folder:
        style = os.path.join(folder, "style.json")
        with open(style, "w", encoding="utf-8") as out:
            json.dump({"layers": [
                {"id": "ground", "type": "background", "paint": {"background-color": GROUND}},
                {"id": "b", "type": "fill", "source": "*",
                 "paint": {"fill-color": FILL, "fill-outline-color": OUTLINE}}]}, out)
        environment = dict(os.environ, XDG_CACHE_HOME=os.path.join(folder, "cache"))
        cases, cold, warm, peak = [], None, None, 0
        for zoom in (ZOOMS[0],) + ZOOMS:
            save = os.environ.get("COMPARE_PICTURES", folder)
            done = subprocess.run(
                [ctl, "render", "--layer", layer, "--style", style, "--center",
                 "%.9f,%.9f" % (lon, lat), "--zoom", str(zoom), "--size",
                 "%dx%d" % (WIDTH, HEIGHT), "--repeat", str(repeat + 1), "--output",
                 os.path.join(save, "watchfloor-%d.png" % zoom), "--json"],
                stdout=subprocess.PIPE, check=True, env=environment)
            report = json.loads(done.stdout)
            if cold is None:
                cold = report["first_picture_ms"]
                continue
            if warm is None:
                warm = report["first_picture_ms"]
            times = report["frame_ms"][1:]
            cases.append({"zoom": zoom, "median": statistics.median(times), "min": min(times),
                          "features_drawn": report["features_drawn"]})
            peak = max(peak, report["peak_rss_kb"])
    return {"program": "Watchfloor", "first_picture_ms": cold, "second_time_ms": warm,
            "cases": cases, "peak_rss_kb": peak}


def center_degrees(center):
    import math
    radius = EQUATOR_M / (2 * math.pi)
    return (math.degrees(center[0] / radius),
            math.degrees(2 * math.atan(math.exp(center[1] / radius)) - math.pi / 2))


def make_layer(n, path):
    """Footprints of the density and shape watchfloorctl bench render has."""
    subprocess.run([sys.executable, os.path.join(FOLDER, "make-footprints.py"), str(n), path],
                   check=True)


def look_at(layer):
    """The middle in Web Mercator metres, and the number of features."""
    from osgeo import ogr, osr
    ogr.UseExceptions()
    # The source must outlive its layer.
    opened = ogr.Open(layer)
    west, east, south, north = opened.GetLayer(0).GetExtent()
    ground, mercator = osr.SpatialReference(), osr.SpatialReference()
    ground.ImportFromEPSG(4326)
    mercator.ImportFromEPSG(3857)
    for system in (ground, mercator):
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    change = osr.CoordinateTransformation(ground, mercator)
    x, y, _ = change.TransformPoint((west + east) / 2, (south + north) / 2)
    return (x, y), opened.GetLayer(0).GetFeatureCount()


def machine():
    model = platform.processor()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            model = [line.split(":")[1].strip() for line in info if line.startswith("model name")][0]
    except (OSError, IndexError):
        pass
    return "%s, %s, %d processors" % (platform.node(), model, os.cpu_count())


def print_table(report):
    out = sys.stderr
    print("\n%s\n%d footprints, %dx%d, median ms of uncached frames" % (
        report["machine"], report["features"], WIDTH, HEIGHT), file=out)
    print("%-16s" % "zoom" + "".join("%9d" % zoom for zoom in ZOOMS)
          + "%12s%9s" % ("first, ms", "RSS, MB"), file=out)
    for run in report["programs"]:
        print("%-16s" % run["program"] + "".join("%9.1f" % c["median"] for c in run["cases"])
              + "%12.0f%9.0f" % (run["first_picture_ms"], run["peak_rss_kb"] / 1024), file=out)
    print("%-16s" % "asked" + "".join("%9d" % ASKED_MS[zoom] for zoom in ZOOMS)
          + "%12d%9d" % (700, 150), file=out)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--features", type=int, default=1000000)
    parser.add_argument("--layer")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--ctl", default=os.path.join(FOLDER, "../../build/watchfloorctl"))
    parser.add_argument("--one", choices=PROGRAMS, help=argparse.SUPPRESS)
    parser.add_argument("--center", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        center = tuple(float(part) for part in args.center.split(","))
        print(json.dumps(PROGRAMS[args.one](args.layer, center, args.repeat)), flush=True)
        # QGIS falls over its own feet on the way out.
        os._exit(0)
    with tempfile.TemporaryDirectory() as folder:
        layer = args.layer or os.path.join(folder, "buildings.gpkg")
        if not args.layer:
            make_layer(args.features, layer)
        center, count = look_at(layer)
        runs = [run_ours(args.ctl, layer, center, args.repeat)]
        runs += [run_apart(name, layer, center, args.repeat) for name in PROGRAMS]
    report = {"machine": machine(), "features": count, "size": [WIDTH, HEIGHT],
              "programs": [run for run in runs if run is not None]}
    print_table(report)
    print(json.dumps(report))


if __name__ == "__main__":
    main()

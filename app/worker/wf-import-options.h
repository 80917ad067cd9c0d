/* Watchfloor: how a source is to be read.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What every job that reads vectors decides the same way: how the source is opened, how its text
 * is encoded, where its coordinates are and in which system. Each may be said by the caller; what
 * is not said is taken from the source, and only then guessed, and WfSaid tells which it was.
 *
 * The job "layers" answers what a caller can ask the operator about. Of each layer:
 * "encoding" and "encoding_by" (declared, detected, chosen); "encodings": [{"name", "sample"}],
 * those in which the text decodes, with a piece of it, best first, [] where there is no question;
 * "crs", "datum" and "crs_by"; "crs_wanted" true where it has to be asked; of a table "x" and "y"
 * or "wkt" (the columns that give the places, "columns_by") or, where none could be told, "columns"
 * (those that hold numbers or WKT). The answers go back as --encoding, --crs, --datum, --x and --y
 * or --wkt, in C as WfSource. */
#pragma once

#include "wf-gdal-source.h"
#include "wf-pack.h"

#include <ogr_srs_api.h>

/* Owned strings, NULL where not said. */
typedef struct
{
  char *layer, *encoding, *crs, *datum, *x, *y, *wkt;
} WfImportOptions;

#define WF_IMPORT_OPTION_ENTRIES(o)                                                                \
  { "layer", 0, 0, G_OPTION_ARG_STRING, &(o)->layer, NULL, "N" },                                  \
      { "encoding", 0, 0, G_OPTION_ARG_STRING, &(o)->encoding, NULL, "E" },                        \
      { "crs", 0, 0, G_OPTION_ARG_STRING, &(o)->crs, NULL, "EPSG:N" },                             \
      { "datum", 0, 0, G_OPTION_ARG_STRING, &(o)->datum, NULL, "D" },                              \
      { "x", 0, 0, G_OPTION_ARG_STRING, &(o)->x, NULL, "COLUMN" },                                 \
      { "y", 0, 0, G_OPTION_ARG_STRING, &(o)->y, NULL, "COLUMN" },                                 \
  {                                                                                                \
    "wkt", 0, 0, G_OPTION_ARG_STRING, &(o)->wkt, NULL, "COLUMN"                                    \
  }
#define WF_IMPORT_OPTION_HELP                                                                      \
  "[--layer N] [--encoding E] [--crs EPSG:N] [--datum D] [--x COLUMN --y COLUMN | --wkt COLUMN]"

void wf_import_options_clear (WfImportOptions *options);

/* FALSE where an encoding, a CRS or a datum does not exist, or an x is without a y. */
gboolean wf_import_options_check (const WfImportOptions *options, GError **error);

/* Opens vector @name with the options its driver needs; which tags of OpenStreetMap become fields
 * is said in data/osmconf.ini. */
gboolean wf_import_options_open (WfGdalSource *source, const char *name, GError **error);
/* The same, with the types of a text file's columns as they look in its first megabyte. */
gboolean wf_import_options_open_typed (WfGdalSource *source, const char *name, GError **error);

typedef struct
{
  char *name; /* Owned */
  WfSaid by;
  GByteArray *sample; /* Owned: values with a NUL each; NULL where it was not looked at */
} WfImportEncoding;

/* The encoding of @layer's text: @wanted where it is not NULL, else what the source says where
 * its bytes agree, else what they look like. @suspicious: look even where the format is UTF-8. */
WfImportEncoding wf_import_options_encoding (const WfGdalSource *source, OGRLayerH layer,
                                             const char *wanted, gboolean suspicious);
void wf_import_encoding_clear (WfImportEncoding *encoding);

/* Where the coordinates of a layer lie. */
typedef struct
{
  OGRSpatialReferenceH srs; /* Owned; NULL: degrees */
  WfSaid by;
  WfDatum datum;
  gboolean swapped; /* x holds the northing: the survey's custom in China */
  gboolean wanted; /* not degrees, and nobody says what: @srs is NULL */
} WfImportPlace;

/* From @options, else @layer's own, else guessed from @extent (of the layer's coordinates as they
 * stand; may be empty). Errors: a CRS that does not exist. */
gboolean wf_import_options_place (const WfImportOptions *options, OGRLayerH layer, WfBox extent,
                                  WfImportPlace *place, GError **error);
void wf_import_place_clear (WfImportPlace *place);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WfImportOptions, wf_import_options_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WfImportEncoding, wf_import_encoding_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WfImportPlace, wf_import_place_clear)

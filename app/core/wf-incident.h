/* Watchfloor: an incident.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What happened and where: the case a dispatcher opens. A value; the platform's entity
 * urn:ngsi-ld:Incident:<uuid> has the same fields. Positions are WGS 84. */
#pragma once

#include "wf-point.h"
#include "wf-time.h"

#include <jansson.h>

typedef enum
{
  WF_SHAPE_POINT,
  WF_SHAPE_LINE,
  WF_SHAPE_AREA, /* one ring, not closed in memory */
} WfShapeKind;

typedef struct
{
  WfShapeKind kind;
  guint n_points;
  WfLonLat *points;
} WfShape;

/* The most an incident may hold, in characters and in points; less than half of it fills an entry
 * of the journal. */
#define WF_INCIDENT_MAX_ADDRESS 400
#define WF_INCIDENT_MAX_NOTES 4000
#define WF_INCIDENT_MAX_POINTS 4000

/* The administrative place of a position: all strings owned, each may be NULL. */
typedef struct
{
  char *grid_code; /* 15 digits, GB/T 30428 */
  char *community;
  char *street;
  char *district;
} WfPlace;

typedef struct
{
  char *id;
  char *kind; /* "medical", "fire", "traffic", "flood", "gas", "crowd", "other" */
  int level; /* 1 (I, gravest) to 4 (IV) */
  WfShape shape;
  char *address;
  char *notes;
  WfPlace place;
  char *created_by;
  gint64 created_us;
  char *state; /* "draft", "open", "dispatched", "closed" */
  gint64 version; /* the platform's; 0 while it has none */
} WfIncident;

/* Kinds in the order of the form; NULL ends. Labels are translated. */
const char *const *wf_incident_kinds (void);
const char *wf_incident_kind_label (const char *kind);
const char *wf_incident_level_label (int level); /* "I" ... "IV" with its word, translated */
const char *wf_incident_state_label (const char *state);

WfShape wf_shape_new (WfShapeKind kind, const WfLonLat *points, guint n_points);
WfShape wf_shape_copy (const WfShape *shape);
void wf_shape_clear (WfShape *shape);

/* The point that stands for the shape: the point, the middle of the line, the area's centroid. */
WfLonLat wf_shape_anchor (const WfShape *shape);

/* GeoJSON geometry (new reference) and back; FALSE with an error where it is not a Point,
 * LineString or Polygon with valid positions, or has more than WF_INCIDENT_MAX_POINTS. */
json_t *wf_shape_to_geojson (const WfShape *shape);
gboolean wf_shape_from_geojson (const json_t *geometry, WfShape *shape, GError **error);

void wf_place_clear (WfPlace *place);
WfPlace wf_place_copy (const WfPlace *place);

/* FALSE with WF_ERROR_TOO_LARGE where an attribute of @entity, an incident's in keyValues form or
 * some of them, is more than an incident may hold. */
gboolean wf_incident_fits (const json_t *entity, GError **error);
/* A text of the platform's that was longer is held cut to WF_INCIDENT_MAX_NOTES characters, of
 * which the last is "…". Free with g_free; TRUE where @text is such a one (may be NULL). */
char *wf_incident_cut_text (const char *text);
gboolean wf_incident_text_is_cut (const char *text);

/* A new draft with a fresh id at @shape (copied). */
WfIncident *wf_incident_new (const WfShape *shape, const char *created_by, gint64 now_us);
WfIncident *wf_incident_copy (const WfIncident *incident);
void wf_incident_free (WfIncident *incident);

/* The NGSI-LD entity in keyValues form, without @context (new reference), and back. */
json_t *wf_incident_to_entity (const WfIncident *incident);
WfIncident *wf_incident_from_entity (const json_t *entity, GError **error);
/* The same for what is still being told: before its place was shown on the map it has no points. */
WfIncident *wf_incident_from_draft (const json_t *entity, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfIncident, wf_incident_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WfShape, wf_shape_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WfPlace, wf_place_clear)

/* Watchfloor: small words on the map.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Words on a small rounded plate. Laying out text is dear and labels come back each frame, so the
 * painted plates are kept, and forgotten all at once when there are too many. Main thread. */
#pragma once

#include "wf-picture.h"

typedef struct _WfPlates WfPlates;

/* @widget gives the font; borrowed. */
WfPlates *wf_plates_new (GtkWidget *widget);
void wf_plates_free (WfPlates *plates);
/* The font or the language changed. */
void wf_plates_forget (WfPlates *plates);

typedef enum
{
  WF_PLATE_PLAIN,
  WF_PLATE_STRONG, /* bold, for what is selected */
  WF_PLATE_FAINT, /* an age beside a stale position */
} WfPlateKind;

/* The size @text takes, plate included. */
void wf_plates_measure (WfPlates *plates, const char *text, WfPlateKind kind, gboolean dark,
                        int *width, int *height);

/* Its left upper corner at (@x, @y), put on whole pixels. */
void wf_plates_draw (WfPlates *plates, WfPainter *painter, const char *text, WfPlateKind kind,
                     gboolean dark, double x, double y);

/* The same for one plate that comes alone. */
void wf_plates_show (WfPlates *plates, GtkSnapshot *snapshot, const char *text, WfPlateKind kind,
                     gboolean dark, double x, double y);

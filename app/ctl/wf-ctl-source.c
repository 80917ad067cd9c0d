/* Watchfloor: how a source named on the command line is read.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-ctl-source.h"

void
wf_ctl_source_say (const WfCtlSource *self, WfSource *source)
{
  if (self == NULL)
    return;
  source->encoding = self->encoding;
  source->crs = self->crs;
  source->x = self->wkt != NULL ? self->wkt : self->x;
  source->y = self->wkt != NULL ? NULL : self->y;
}

void
wf_ctl_source_clear (WfCtlSource *self)
{
  g_free (self->encoding);
  g_free (self->crs);
  g_free (self->x);
  g_free (self->y);
  g_free (self->wkt);
}

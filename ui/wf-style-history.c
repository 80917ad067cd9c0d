/* Watchfloor: the history of a style.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-style-history.h"

#define ONE_GO_US G_TIME_SPAN_SECOND

struct _WfStyleHistory
{
  GPtrArray *styles; /* WfLayerStyle or NULL, the oldest first */
  guint at;
  const char *control; /* interned: who made the last step */
  gint64 last_us;
};

static void
style_free (gpointer style)
{
  wf_layer_style_free (style);
}

WfStyleHistory *
wf_style_history_new (const WfLayerStyle *style)
{
  WfStyleHistory *history = g_new0 (WfStyleHistory, 1);

  history->styles = g_ptr_array_new_with_free_func (style_free);
  g_ptr_array_add (history->styles, style != NULL ? wf_layer_style_copy (style) : NULL);
  return history;
}

void
wf_style_history_free (WfStyleHistory *history)
{
  if (history == NULL)
    return;
  g_ptr_array_unref (history->styles);
  g_free (history);
}

void
wf_style_history_add (WfStyleHistory *history, const WfLayerStyle *style, const char *control,
                      gint64 now_us)
{
  WfLayerStyle *copy = style != NULL ? wf_layer_style_copy (style) : NULL;
  gboolean same_go = control != NULL && history->at > 0
                     && g_intern_string (control) == history->control
                     && now_us - history->last_us < ONE_GO_US;

  g_ptr_array_set_size (history->styles, (gint) history->at + 1);
  if (same_go)
    {
      wf_layer_style_free (history->styles->pdata[history->at]);
      history->styles->pdata[history->at] = copy;
    }
  else
    {
      g_ptr_array_add (history->styles, copy);
      if (history->styles->len > WF_STYLE_HISTORY_MAX)
        g_ptr_array_remove_index (history->styles, 0);
      history->at = history->styles->len - 1;
    }
  history->control = g_intern_string (control);
  history->last_us = now_us;
}

gboolean
wf_style_history_can_undo (const WfStyleHistory *history)
{
  return history->at > 0;
}

gboolean
wf_style_history_can_redo (const WfStyleHistory *history)
{
  return history->at + 1 < history->styles->len;
}

const WfLayerStyle *
wf_style_history_go (WfStyleHistory *history, int by)
{
  if (by < 0 && wf_style_history_can_undo (history))
    history->at--;
  else if (by > 0 && wf_style_history_can_redo (history))
    history->at++;
  history->control = NULL;
  return history->styles->pdata[history->at];
}

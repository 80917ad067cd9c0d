/* Watchfloor: rows of the past.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* See the header. */
#include "config.h"

#include "wf-past-rows.h"

static void
replace_all (GListStore *rows, GPtrArray *all)
{
  g_list_store_splice (rows, 0, g_list_model_get_n_items (G_LIST_MODEL (rows)), all->pdata,
                       all->len);
}

void
wf_past_rows_fill_incidents (GListStore *rows, const WfProjection *projection)
{
  static const WfSyncState syncs[] = { WF_SYNC_QUEUED, WF_SYNC_SHARED, WF_SYNC_REFUSED };
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = projection->incidents->len; i-- > 0;)
    {
      const WfProjectedIncident *known = projection->incidents->pdata[i];
      WfIncidentRow *row = wf_incident_row_new (known->incident, syncs[known->sync]);

      wf_incident_row_set (row, known->incident, syncs[known->sync], known->reason);
      g_ptr_array_add (all, row);
    }
  replace_all (rows, all);
}

void
wf_past_rows_fill_commands (GListStore *rows, const WfProjection *projection)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = projection->commands->len; i-- > 0;)
    {
      const WfProjectedCommand *known = projection->commands->pdata[i];
      g_autoptr (WfCommand) draft = wf_command_copy (known->command);
      WfCommandRow *row;

      draft->state = WF_COMMAND_DRAFT;
      row = wf_command_row_new (draft);
      for (guint j = 0; j < known->steps->len; j++)
        {
          const WfProjectedStep *step = &g_array_index (known->steps, WfProjectedStep, j);

          wf_command_row_step (row, step->state, step->at_us, step->by, step->reason);
        }
      if (known->revoke_us > 0)
        wf_command_row_recall (row, known->is_revoke_asked ? WF_RECALL_ASKED : WF_RECALL_REFUSED,
                               known->revoke_us, known->revoke_reason);
      g_ptr_array_add (all, row);
    }
  replace_all (rows, all);
}

/* Watchfloor: a kind of command.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of the family and the words its members share. */
#include "config.h"

#include "wf-command-kind.h"

#include "wf-geodesic.h"

#include <glib/gi18n.h>
#include <math.h>

#define WF_COMMAND_KIND(name) extern const WfCommandKind wf_command_kind_##name;
#include "kinds.def"
#undef WF_COMMAND_KIND

static const WfCommandKind *const kinds[] = {
#define WF_COMMAND_KIND(name) &wf_command_kind_##name,
#include "kinds.def"
#undef WF_COMMAND_KIND
};

const WfCommandKind *
wf_command_kind_find (const char *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i]->kind, kind) == 0)
      return kinds[i];
  return NULL;
}

const WfCommandKind *
wf_command_kind_nth (guint i)
{
  return i < G_N_ELEMENTS (kinds) ? kinds[i] : NULL;
}

const char *
wf_command_kind_label (const char *kind)
{
  const WfCommandKind *known = wf_command_kind_find (kind);

  return known != NULL ? _ (known->label) : kind;
}

gboolean
wf_command_kind_plan (const WfCommandKind *kind, const WfOrder *order, WfOrderPlan *plan,
                      GError **error)
{
  WfOrder timed = *order;

  if (timed.valid_us <= 0)
    timed.valid_us = kind->valid_us;
  *plan = (WfOrderPlan){ NULL };
  return kind->plan (&timed, plan, error);
}

void
wf_order_plan_clear (WfOrderPlan *plan)
{
  g_clear_pointer (&plan->params, json_decref);
  g_clear_pointer (&plan->sentence, g_free);
  g_clear_pointer (&plan->warning, g_free);
}

static char *
distance_words (double metres)
{
  if (metres < 1000)
    /* Translators: a distance in metres */
    return g_strdup_printf (_ ("%d m away"), (int) (round (metres / 10) * 10));
  /* Translators: a distance in kilometres */
  return g_strdup_printf (_ ("%.1f km away"), metres / 1000);
}

char *
wf_order_target_words (const WfOrder *order)
{
  const WfOrderTarget *target = order->target;
  g_autofree char *distance = NULL;

  if (order->incident != NULL && !isnan (target->position.lon))
    distance = distance_words (
        wf_geodesic_distance_m (target->position, wf_shape_anchor (&order->incident->shape)));
  if (target->station != NULL && distance != NULL)
    /* Translators: a unit, its home station, how far away: "120-07 (Qingniwa, 1.2 km away)" */
    return g_strdup_printf (_ ("%s (%s, %s)"), target->label, target->station, distance);
  if (target->station != NULL || distance != NULL)
    /* Translators: a unit, then its home station or how far away it is */
    return g_strdup_printf (_ ("%s (%s)"), target->label,
                            distance != NULL ? distance : target->station);
  return g_strdup (target->label);
}

char *
wf_order_incident_words (const WfIncident *incident)
{
  const char *places[] = { incident->address, incident->place.community, incident->place.street,
                           incident->place.district };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (places[i] != NULL && places[i][0] != '\0')
      /* Translators: an incident's kind and its place: "Medical at Harbour Road 12" */
      return g_strdup_printf (_ ("%s at %s"), wf_incident_kind_label (incident->kind), places[i]);
  return g_strdup (wf_incident_kind_label (incident->kind));
}

char *
wf_order_position_warning (const WfOrderTarget *target)
{
  g_autofree char *age = NULL;

  if (isnan (target->position.lon))
    return g_strdup_printf (_ ("Nobody knows where %s is."), target->label);
  if (target->is_stale)
    {
      age = wf_time_format_age (target->age_us);
      return g_strdup_printf (_ ("The position of %s is %s old."), target->label, age);
    }
  if (target->position_trouble != NULL)
    return g_strdup_printf (_ ("The position of %s is doubtful: %s."), target->label,
                            target->position_trouble);
  return NULL;
}

void
wf_order_plan_go (const WfOrder *order, WfOrderPlan *plan, char **who, char **where)
{
  WfLonLat at = wf_shape_anchor (&order->incident->shape);

  *who = wf_order_target_words (order);
  *where = wf_order_incident_words (order->incident);
  plan->params = json_pack ("{s:s, s:f, s:f}", "incident", order->incident->id, "lon", at.lon,
                            "lat", at.lat);
  plan->warning = wf_order_position_warning (order->target);
}

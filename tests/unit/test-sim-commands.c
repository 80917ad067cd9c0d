/* Watchfloor: tests of how the embedded city answers commands.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-error.h"
#include "wf-ground.h"
#include "wf-json.h"
#include "wf-test-town.h"

static void
test_send_to_done (void)
{
  WfSimOptions options = wf_test_willing ();
  WfTestTown town = wf_test_town_new (wf_test_full_world (), &options);
  const char *unit = wf_test_town_free_ambulance (&town);
  g_autofree char *id = NULL;
  const json_t *entity;

  g_assert_true (
      wf_entity_store_create (town.store,
                              json_pack ("{s:s, s:s, s:s}", "id", "urn:ngsi-ld:Incident:1", "type",
                                         "Incident", "state", "open"),
                              WF_TEST_START_US, NULL));
  id = wf_test_town_post (&town, "sendUnit", unit,
                          wf_test_to_corner (10, 10.4, "urn:ngsi-ld:Incident:1"), 120);
  g_assert_true (wf_test_town_wait (&town, id, "received", 10));
  g_assert_true (wf_test_town_wait (&town, id, "granted", 10));
  g_assert_cmpstr (wf_test_town_text (&town, "urn:ngsi-ld:Incident:1", "state"), ==, "dispatched");
  g_assert_true (wf_test_town_wait (&town, id, "inProgress", 10));
  wf_test_town_pass (&town, 1);
  entity = wf_entity_store_get (town.store, unit);
  g_assert_cmpstr (wf_test_town_text (&town, unit, "workState"), ==, "acknowledged");
  g_assert_cmpstr (wf_json_string (json_object_get (entity, "refIncident"), "object", ""), ==,
                   "urn:ngsi-ld:Incident:1");
  wf_test_town_pass (&town, 60);
  g_assert_cmpstr (wf_test_town_text (&town, unit, "workState"), ==, "enRoute");
  /* validUntil is for the order; a car on its way does not turn to dust. */
  g_assert_true (wf_test_town_wait (&town, id, "done", 900));
  wf_test_town_pass (&town, 2);
  g_assert_cmpstr (wf_test_town_text (&town, unit, "workState"), ==, "onScene");
  g_assert_cmpfloat (wf_ground_m (wf_test_place_of (wf_entity_store_get (town.store, unit)),
                                  wf_test_corner (10, 10.4)),
                     <, 160);
  wf_test_town_pass (&town, 4000);
  g_assert_null (json_object_get (wf_entity_store_get (town.store, unit), "refIncident"));
  wf_test_town_clear (&town);
}

static void
test_refusals (void)
{
  WfSimOptions options = wf_test_willing ();
  WfTestTown town = wf_test_town_new (wf_test_full_world (), &options);
  const char *unit = wf_test_town_free_ambulance (&town);
  g_autofree char *first
      = wf_test_town_post (&town, "sendUnit", unit, wf_test_to_corner (3, 3, NULL), 60);
  g_autofree char *busy = NULL, *kind = NULL, *nobody = NULL, *nowhere = NULL, *workshop = NULL;

  g_assert_true (wf_test_town_wait (&town, first, "granted", 20));
  busy = wf_test_town_post (&town, "sendUnit", unit, wf_test_to_corner (4, 4, NULL), 60);
  kind = wf_test_town_post (&town, "openFloodgate", unit, NULL, 60);
  nobody = wf_test_town_post (&town, "sendUnit", "urn:ngsi-ld:Vehicle:none",
                              wf_test_to_corner (4, 4, NULL), 60);
  nowhere = wf_test_town_post (&town, "sendUnit", wf_test_town_free_ambulance (&town),
                               json_pack ("{s:f}", "lon", 500.0), 60);
  workshop = wf_test_town_post (&town, "sendUnit", "urn:ngsi-ld:Vehicle:amb-24",
                                wf_test_to_corner (4, 4, NULL), 60);
  g_assert_true (wf_test_town_wait (&town, busy, "refused", 20));
  g_assert_cmpstr (wf_test_town_text (&town, busy, "reason"), !=, "");
  g_assert_true (wf_test_town_wait (&town, kind, "refused", 20));
  g_assert_nonnull (strstr (wf_test_town_text (&town, kind, "reason"), "openFloodgate"));
  g_assert_true (wf_test_town_wait (&town, nobody, "refused", 20));
  g_assert_true (wf_test_town_wait (&town, nowhere, "refused", 20));
  g_assert_true (wf_test_town_wait (&town, workshop, "refused", 20));
  wf_test_town_clear (&town);
}

static void
test_unwilling_crew (void)
{
  WfSimOptions options = wf_test_willing ();
  WfTestTown town;
  g_autofree char *id = NULL;

  options.refuse_share = 1;
  town = wf_test_town_new (wf_test_full_world (), &options);
  id = wf_test_town_post (&town, "sendUnit", wf_test_town_free_ambulance (&town),
                          wf_test_to_corner (4, 4, NULL), 60);
  g_assert_true (wf_test_town_wait (&town, id, "refused", 20));
  wf_test_town_clear (&town);
}

/* Nobody answers: it expires, not a moment before and no later than a step after. */
static void
test_silence_expires (void)
{
  WfSimOptions options = wf_test_willing ();
  WfTestTown town;
  const char *unit;
  const WfSimUnit *bound;
  g_autofree char *id = NULL;

  options.silent_share = 1;
  town = wf_test_town_new (wf_test_full_world (), &options);
  unit = wf_test_town_free_ambulance (&town);
  id = wf_test_town_post (&town, "sendUnit", unit, wf_test_to_corner (4, 4, NULL), 30);
  wf_test_town_pass (&town, 29.5);
  g_assert_cmpstr (wf_test_town_text (&town, id, "state"), ==, "sent");
  wf_test_town_pass (&town, 0.5);
  g_assert_cmpstr (wf_test_town_text (&town, id, "state"), ==, "expired");
  wf_test_town_pass (&town, 120);
  g_assert_cmpstr (wf_test_town_text (&town, id, "state"), ==, "expired");
  /* Another desk may have sent it meanwhile; we have not. */
  bound = g_hash_table_lookup (town.sim->units_by_id, unit);
  g_assert_null (bound->command_id);
  wf_test_town_clear (&town);
}

/* However late the city's clock comes round, what has lapsed is not carried out. */
static void
test_never_late (void)
{
  WfSimOptions options = wf_test_willing ();
  WfTestTown town = wf_test_town_new (wf_test_full_world (), &options);
  const char *unit = wf_test_town_free_ambulance (&town);
  g_autofree char *id
      = wf_test_town_post (&town, "sendUnit", unit, wf_test_to_corner (4, 4, NULL), 20);
  g_autofree char *old = NULL;

  wf_clock_advance (town.clock, 3600 * WF_SECOND_US);
  wf_sim_step (town.sim, wf_clock_now (town.clock));
  g_assert_cmpstr (wf_test_town_text (&town, id, "state"), ==, "expired");
  old = wf_test_town_post (&town, "sendUnit", wf_test_town_free_ambulance (&town),
                           wf_test_to_corner (4, 4, NULL), -5);
  wf_test_town_pass (&town, 0.5);
  g_assert_cmpstr (wf_test_town_text (&town, old, "state"), ==, "expired");
  wf_test_town_clear (&town);
}

static void
test_revoked (void)
{
  WfSimOptions options = wf_test_willing ();
  WfTestTown town = wf_test_town_new (wf_test_full_world (), &options);
  const char *unit = wf_test_town_free_ambulance (&town);
  g_autofree char *id
      = wf_test_town_post (&town, "sendUnit", unit, wf_test_to_corner (10, 10, "urn:x:i"), 60);
  g_autofree char *done = NULL;

  g_assert_true (wf_test_town_wait (&town, id, "inProgress", 30));
  wf_test_town_pass (&town, 50);
  g_assert_true (wf_entity_store_patch (town.store, id,
                                        json_pack ("{s:s}", "revokeRequestedBy", "desk 2"),
                                        wf_clock_now (town.clock), NULL));
  g_assert_true (wf_test_town_wait (&town, id, "revoked", 5));
  wf_test_town_pass (&town, 2);
  g_assert_cmpstr (wf_test_town_text (&town, unit, "workState"), ==, "standbyAway");
  g_assert_null (json_object_get (wf_entity_store_get (town.store, unit), "refIncident"));

  /* What is done cannot be revoked. */
  done = wf_test_town_post (&town, "message", unit, json_pack ("{s:s}", "text", "hello"), 60);
  g_assert_true (wf_test_town_wait (&town, done, "done", 30));
  g_assert_true (wf_entity_store_patch (town.store, done,
                                        json_pack ("{s:s}", "revokeRequestedBy", "desk 2"),
                                        wf_clock_now (town.clock), NULL));
  wf_test_town_pass (&town, 5);
  g_assert_cmpstr (wf_test_town_text (&town, done, "state"), ==, "done");
  wf_test_town_clear (&town);
}

static void
test_recall_and_stand_by (void)
{
  WfSimOptions options = wf_test_willing ();
  WfTestTown town = wf_test_town_new (wf_test_full_world (), &options);
  const char *unit = wf_test_town_free_ambulance (&town);
  g_autofree char *send
      = wf_test_town_post (&town, "sendUnit", unit, wf_test_to_corner (10, 10, NULL), 60);
  g_autofree char *recall = NULL, *stand_by = NULL, *again = NULL;

  g_assert_true (wf_test_town_wait (&town, send, "inProgress", 30));
  recall = wf_test_town_post (&town, "recall", unit, NULL, 60);
  g_assert_true (wf_test_town_wait (&town, recall, "done", 30));
  g_assert_cmpstr (wf_test_town_text (&town, send, "state"), ==, "failed");

  unit = wf_test_town_free_ambulance (&town);
  stand_by = wf_test_town_post (&town, "standBy", unit, wf_test_to_corner (0, 11, NULL), 60);
  g_assert_true (wf_test_town_wait (&town, stand_by, "inProgress", 30));
  again = wf_test_town_post (&town, "sendUnit", unit, wf_test_to_corner (1, 1, NULL), 60);
  g_assert_true (wf_test_town_wait (&town, again, "granted", 30));
  g_assert_cmpstr (wf_test_town_text (&town, stand_by, "state"), ==, "failed");
  g_assert_true (wf_test_town_wait (&town, again, "done", 900));
  wf_test_town_clear (&town);
}

/* World time runs faster, stamps do not. */
static void
test_speed (void)
{
  WfSimOptions options = wf_test_willing ();
  WfTestTown town;
  g_autofree char *id = NULL;

  options.speed = 20;
  town = wf_test_town_new (wf_test_full_world (), &options);
  id = wf_test_town_post (&town, "sendUnit", wf_test_town_free_ambulance (&town),
                          wf_test_to_corner (10, 10, NULL), 60);
  g_assert_true (wf_test_town_wait (&town, id, "done", 60));
  g_assert_cmpfloat (town.sim->now_s, >, 60);
  wf_test_town_clear (&town);
}

/* A shift's commands do not fill the platform; one that could still be carried out stays known. */
static void
test_answered_are_bounded (void)
{
  WfSimOptions options = wf_test_willing ();
  WfTestTown town = wf_test_town_new (wf_test_full_world (), &options);
  const char *unit = wf_test_town_free_ambulance (&town);
  g_autofree char *lasting
      = wf_test_town_post (&town, "message", unit, json_pack ("{s:s}", "text", "hello"), 90000);
  g_autofree char *first
      = wf_test_town_post (&town, "message", unit, json_pack ("{s:s}", "text", "hello"), 60);
  g_autofree char *last = NULL;

  g_assert_true (wf_test_town_wait (&town, first, "done", 30));
  g_assert_true (wf_test_town_wait (&town, lasting, "done", 30));
  for (guint i = 0; i < WF_SIM_KEPT_COMMANDS + 20; i++)
    {
      g_free (last);
      last = wf_test_town_post (&town, "message", unit, json_pack ("{s:s}", "text", "hello"), 60);
    }
  g_assert_true (wf_test_town_wait (&town, last, "done", 30));
  /* Their time is not over: each could be posted again, and must be known then. */
  g_assert_cmpuint (wf_entity_store_count (town.store, "Command"), ==, WF_SIM_KEPT_COMMANDS + 22);
  wf_test_town_pass (&town, 61);
  g_assert_cmpuint (wf_entity_store_count (town.store, "Command"), ==, WF_SIM_KEPT_COMMANDS);
  g_assert_null (wf_entity_store_get (town.store, first));
  g_assert_nonnull (wf_entity_store_get (town.store, lasting));
  wf_test_town_clear (&town);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim-commands/send-to-done", test_send_to_done);
  g_test_add_func ("/sim-commands/refusals", test_refusals);
  g_test_add_func ("/sim-commands/unwilling-crew", test_unwilling_crew);
  g_test_add_func ("/sim-commands/silence-expires", test_silence_expires);
  g_test_add_func ("/sim-commands/never-late", test_never_late);
  g_test_add_func ("/sim-commands/revoked", test_revoked);
  g_test_add_func ("/sim-commands/recall-and-stand-by", test_recall_and_stand_by);
  g_test_add_func ("/sim-commands/speed", test_speed);
  g_test_add_func ("/sim-commands/answered-are-bounded", test_answered_are_bounded);
  return g_test_run ();
}

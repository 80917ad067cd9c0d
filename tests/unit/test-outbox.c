/* Watchfloor: tests of the outbox.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Time and answers by hand. */
#include "config.h"

#include "wf-outbox.h"

#define START_US G_GINT64_CONSTANT (1790000000000000)
#define VALID_US (60 * WF_SECOND_US)

typedef struct
{
  WfOutbox *outbox;
  WfOutboxNow now;
  GString *told;
} Desk;

static void
tell_cb (WfOutboxEvent event, const char *id, gpointer data)
{
  static const char *const names[]
      = { "delivered", "refused", "expired", "unknown", "requeued", "delayed", "recalled" };

  g_string_append_printf (((Desk *) data)->told, "%s:%s ", id, names[event]);
}

static void
desk_setup (Desk *desk, gconstpointer data)
{
  desk->told = g_string_new (NULL);
  desk->outbox = wf_outbox_new (tell_cb, desk);
  desk->now = (WfOutboxNow){ START_US, 1000 };
}

static void
desk_teardown (Desk *desk, gconstpointer data)
{
  wf_outbox_free (desk->outbox);
  g_string_free (desk->told, TRUE);
}

static void
add (Desk *desk, const char *id, gboolean ask_first)
{
  json_t *entity = json_pack ("{s:s}", "id", id);

  wf_outbox_add (desk->outbox, id, entity, desk->now.wall_us + VALID_US, desk->now, ask_first);
  json_decref (entity);
}

static void
pass (Desk *desk, gint64 us)
{
  desk->now.wall_us += us;
  desk->now.mono_us += us;
}

/* "POST a", "ASK a" or "". */
static const char *
next (Desk *desk)
{
  static char text[64];
  WfOutboxTask task;

  if (!wf_outbox_next (desk->outbox, desk->now, &task))
    return "";
  g_snprintf (text, sizeof text, "%s %s", task.act == WF_OUTBOX_POST ? "POST" : "ASK", task.id);
  return text;
}

static void
answer (Desk *desk, const char *id, WfOutboxAnswer what)
{
  wf_outbox_answer (desk->outbox, id, what, desk->now, 0.5);
}

static void
test_straight (Desk *desk, gconstpointer data)
{
  add (desk, "a", FALSE);
  add (desk, "a", FALSE);
  g_assert_cmpuint (wf_outbox_n_entries (desk->outbox), ==, 1);
  g_assert_cmpstr (next (desk), ==, "POST a");
  g_assert_cmpstr (next (desk), ==, "");
  answer (desk, "a", WF_ANSWER_CREATED);
  g_assert_cmpstr (desk->told->str, ==, "a:delivered ");
  g_assert_cmpint (wf_outbox_wait_us (desk->outbox, desk->now), ==, -1);
}

static void
test_never_twice (Desk *desk, gconstpointer data)
{
  add (desk, "a", FALSE);
  g_assert_cmpstr (next (desk), ==, "POST a");
  answer (desk, "a", WF_ANSWER_LOST);
  g_assert_cmpstr (desk->told->str, ==, "a:unknown ");
  pass (desk, 2 * WF_SECOND_US);
  g_assert_cmpstr (next (desk), ==, "ASK a");
  answer (desk, "a", WF_ANSWER_LOST);
  pass (desk, 3 * WF_SECOND_US);
  g_assert_cmpstr (next (desk), ==, "ASK a");
  answer (desk, "a", WF_ANSWER_FOUND);
  g_assert_cmpstr (desk->told->str, ==, "a:unknown a:delivered ");
}

static void
test_lost_and_absent (Desk *desk, gconstpointer data)
{
  add (desk, "a", FALSE);
  next (desk);
  answer (desk, "a", WF_ANSWER_LOST);
  pass (desk, 2 * WF_SECOND_US);
  next (desk);
  answer (desk, "a", WF_ANSWER_ABSENT);
  g_assert_cmpstr (next (desk), ==, "POST a");
  answer (desk, "a", WF_ANSWER_EXISTS);
  g_assert_cmpstr (desk->told->str, ==, "a:unknown a:requeued a:delivered ");
}

static void
test_expires_at_the_desk (Desk *desk, gconstpointer data)
{
  add (desk, "a", FALSE);
  for (guint i = 0; g_str_equal (next (desk), "POST a"); i++)
    {
      g_assert_cmpuint (i, <, 100);
      answer (desk, "a", WF_ANSWER_NOT_SENT);
      pass (desk, wf_outbox_wait_us (desk->outbox, desk->now));
    }
  g_assert_cmpint (desk->now.wall_us, ==, START_US + VALID_US);
  g_assert_cmpstr (desk->told->str, ==, "a:delayed a:expired ");
  g_assert_cmpuint (wf_outbox_n_entries (desk->outbox), ==, 0);
}

/* The machine slept: only the wall clock moved. Or its date was set back: only the other did. */
static void
test_either_clock_ends_it (Desk *desk, gconstpointer data)
{
  add (desk, "a", FALSE);
  desk->now.wall_us += 3600 * WF_SECOND_US;
  g_assert_cmpstr (next (desk), ==, "");
  add (desk, "b", FALSE);
  desk->now.wall_us -= 7200 * WF_SECOND_US;
  desk->now.mono_us += VALID_US;
  g_assert_cmpstr (next (desk), ==, "");
  g_assert_cmpstr (desk->told->str, ==, "a:expired b:expired ");
}

static void
test_lost_past_validity (Desk *desk, gconstpointer data)
{
  add (desk, "a", FALSE);
  next (desk);
  answer (desk, "a", WF_ANSWER_LOST);
  pass (desk, 2 * VALID_US);
  g_assert_cmpstr (next (desk), ==, "ASK a");
  answer (desk, "a", WF_ANSWER_ABSENT);
  g_assert_cmpstr (next (desk), ==, "");
  g_assert_cmpstr (desk->told->str, ==, "a:unknown a:requeued a:expired ");
}

static void
test_after_restart (Desk *desk, gconstpointer data)
{
  add (desk, "a", TRUE);
  g_assert_cmpstr (next (desk), ==, "ASK a");
  answer (desk, "a", WF_ANSWER_ABSENT);
  g_assert_cmpstr (next (desk), ==, "POST a");
}

static void
test_take_back (Desk *desk, gconstpointer data)
{
  add (desk, "a", FALSE);
  add (desk, "b", FALSE);
  g_assert_cmpstr (next (desk), ==, "POST a");
  g_assert_false (wf_outbox_remove (desk->outbox, "a"));
  g_assert_true (wf_outbox_remove (desk->outbox, "b"));
  g_assert_cmpstr (next (desk), ==, "");
  g_assert_false (wf_outbox_remove (desk->outbox, "b"));
}

/* Taken back while its POST was out: whatever becomes of that one, there is no second. */
static void
test_take_back_in_flight (Desk *desk, gconstpointer data)
{
  const WfOutboxAnswer maybe_there[] = { WF_ANSWER_BUSY, WF_ANSWER_LOST };

  add (desk, "a", FALSE);
  g_assert_cmpstr (next (desk), ==, "POST a");
  g_assert_false (wf_outbox_remove (desk->outbox, "a"));
  answer (desk, "a", WF_ANSWER_NOT_SENT);
  for (guint i = 0; i < G_N_ELEMENTS (maybe_there); i++)
    {
      add (desk, "b", FALSE);
      g_assert_cmpstr (next (desk), ==, "POST b");
      g_assert_false (wf_outbox_remove (desk->outbox, "b"));
      answer (desk, "b", maybe_there[i]);
      pass (desk, 2 * WF_SECOND_US);
      g_assert_cmpstr (next (desk), ==, "ASK b");
      answer (desk, "b", WF_ANSWER_ABSENT);
      g_assert_cmpstr (next (desk), ==, "");
    }
  g_assert_cmpstr (desk->told->str, ==, "a:recalled b:delayed b:recalled b:unknown b:recalled ");
}

static void
test_bounded_and_in_order (Desk *desk, gconstpointer data)
{
  const char *const ids[] = { "a", "b", "c", "d", "e", "f" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    add (desk, ids[i], FALSE);
  for (guint i = 0; i < WF_OUTBOX_MAX_BUSY; i++)
    {
      g_autofree char *expected = g_strconcat ("POST ", ids[i], NULL);

      g_assert_cmpstr (next (desk), ==, expected);
    }
  g_assert_cmpstr (next (desk), ==, "");
  answer (desk, "c", WF_ANSWER_REFUSED);
  g_assert_cmpstr (next (desk), ==, "POST e");
  g_assert_cmpstr (desk->told->str, ==, "c:refused ");
}

static void
test_hurry (Desk *desk, gconstpointer data)
{
  add (desk, "a", FALSE);
  next (desk);
  answer (desk, "a", WF_ANSWER_BUSY);
  g_assert_cmpstr (next (desk), ==, "");
  g_assert_cmpint (wf_outbox_wait_us (desk->outbox, desk->now), >, 0);
  wf_outbox_hurry (desk->outbox);
  g_assert_cmpstr (next (desk), ==, "POST a");
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *name;
    void (*test) (Desk *, gconstpointer);
  } tests[] = {
    { "/outbox/straight", test_straight },
    { "/outbox/never-twice", test_never_twice },
    { "/outbox/lost-and-absent", test_lost_and_absent },
    { "/outbox/expires-at-the-desk", test_expires_at_the_desk },
    { "/outbox/either-clock-ends-it", test_either_clock_ends_it },
    { "/outbox/lost-past-validity", test_lost_past_validity },
    { "/outbox/after-restart", test_after_restart },
    { "/outbox/take-back", test_take_back },
    { "/outbox/take-back-in-flight", test_take_back_in_flight },
    { "/outbox/bounded-and-in-order", test_bounded_and_in_order },
    { "/outbox/hurry", test_hurry },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Desk, NULL, desk_setup, tests[i].test, desk_teardown);
  return g_test_run ();
}

/* Watchfloor: a shift by the keyboard.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The real console on a real platform, watched as a screen reader watches it (AT-SPI) and driven
 * by keys alone: an incident is drawn, told and opened, a unit chosen and sent. */
#include "config.h"

#include "wf-paths.h"
#include "wf-test-folder.h"
#include "wf-test-platform.h"
#include "wf-test-town-files.h"

#include <atspi/atspi.h>
#include <gdk/gdkkeysyms.h>
#include <gio/gio.h>
#include <signal.h>
#include <string.h>

#define WAIT_S 60
#define MOST_DEPTH 40

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiAccessible, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AtspiStateSet, g_object_unref)

static char *folder, *town_path;

typedef struct
{
  WfTestPlatform *platform;
  GSubprocess *console;
  AtspiAccessible *application;
} Shift;

static gboolean
names_match (AtspiAccessible *node, const char *words)
{
  g_autofree char *name = atspi_accessible_get_name (node, NULL);

  return name != NULL && strstr (name, words) != NULL;
}

static gboolean
has_state (AtspiAccessible *node, AtspiStateType state)
{
  g_autoptr (AtspiStateSet) states = atspi_accessible_get_state_set (node);

  return states != NULL && atspi_state_set_contains (states, state);
}

/* The first that has @words in its name (NULL = any) and @state; a reference. What is showing
 * GTK 4.8 does not tell. */
static AtspiAccessible *
find (AtspiAccessible *node, const char *words, AtspiStateType state, guint depth)
{
  int n = depth < MOST_DEPTH ? atspi_accessible_get_child_count (node, NULL) : 0;

  if (depth > 1 && has_state (node, state) && (words == NULL || names_match (node, words)))
    return g_object_ref (node);
  for (int i = 0; i < n; i++)
    {
      g_autoptr (AtspiAccessible) child = atspi_accessible_get_child_at_index (node, i, NULL);
      AtspiAccessible *found = child != NULL ? find (child, words, state, depth + 1) : NULL;

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
rested_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Lets the registry's events in, which come by our main loop, before the next look. */
static void
rest (void)
{
  gboolean rested = FALSE;

  g_timeout_add (50, rested_cb, &rested);
  while (!rested)
    g_main_context_iteration (NULL, TRUE);
}

static void
print_tree (AtspiAccessible *node, guint depth)
{
  int n = depth < MOST_DEPTH ? atspi_accessible_get_child_count (node, NULL) : 0;
  g_autofree char *name = atspi_accessible_get_name (node, NULL);
  g_autofree char *role = atspi_accessible_get_role_name (node, NULL);

  g_printerr ("%*s%s \"%s\"%s%s\n", (int) depth, "", role, name,
              has_state (node, ATSPI_STATE_VISIBLE) ? "" : " (hidden)",
              has_state (node, ATSPI_STATE_FOCUSED) ? " (FOCUS)" : "");
  for (int i = 0; i < n; i++)
    {
      g_autoptr (AtspiAccessible) child = atspi_accessible_get_child_at_index (node, i, NULL);

      if (child != NULL)
        print_tree (child, depth + 1);
    }
}

static AtspiAccessible *
wait_for (Shift *shift, const char *words, AtspiStateType state)
{
  gint64 end_us = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;
  AtspiAccessible *found = NULL;

  while (found == NULL && g_get_monotonic_time () < end_us)
    {
      atspi_accessible_clear_cache (shift->application);
      found = find (shift->application, words, state, 0);
      if (found == NULL)
        rest ();
    }
  if (found == NULL)
    print_tree (shift->application, 0);
  if (found == NULL)
    g_error ("\"%s\" did not come on the screen", words != NULL ? words : "(anything)");
  return found;
}

static void
wait_and_forget (Shift *shift, const char *words)
{
  g_autoptr (AtspiAccessible) found = wait_for (shift, words, ATSPI_STATE_VISIBLE);

  (void) found;
}

static gboolean
has_focus (AtspiAccessible *node, AtspiRole role, guint depth)
{
  int n = depth < MOST_DEPTH ? atspi_accessible_get_child_count (node, NULL) : 0;
  gboolean found
      = atspi_accessible_get_role (node, NULL) == role && has_state (node, ATSPI_STATE_FOCUSED);

  for (int i = 0; i < n && !found; i++)
    {
      g_autoptr (AtspiAccessible) child = atspi_accessible_get_child_at_index (node, i, NULL);

      found = child != NULL && has_focus (child, role, depth + 1);
    }
  return found;
}

static void
wait_for_focus (Shift *shift, AtspiRole role)
{
  gint64 end_us = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end_us)
    {
      atspi_accessible_clear_cache (shift->application);
      if (has_focus (shift->application, role, 0))
        return;
      rest ();
    }
  print_tree (shift->application, 0);
  g_error ("the keyboard is not where it should be");
}

static void
press (guint key)
{
  g_autoptr (GError) error = NULL;

  atspi_generate_keyboard_event ((glong) key, NULL, ATSPI_KEY_SYM, &error);
  g_assert_no_error (error);
}

static void
press_with_control (guint key)
{
  g_autoptr (GError) error = NULL;

  /* 37 is the left Control of every X keyboard. */
  atspi_generate_keyboard_event (37, NULL, ATSPI_KEY_PRESS, &error);
  press (key);
  atspi_generate_keyboard_event (37, NULL, ATSPI_KEY_RELEASE, &error);
  g_assert_no_error (error);
}

/* What the keyboard can come to must say what it is; a type's name or a mnemonic's underscore is
 * what the toolkit says where nobody has. */
static gboolean
is_named (AtspiAccessible *node)
{
  g_autofree char *name = atspi_accessible_get_name (node, NULL);

  return name != NULL && name[0] != '\0' && strchr (name, '_') == NULL
         && !g_str_has_prefix (name, "Gtk") && !g_str_has_prefix (name, "Adw")
         && !g_str_has_prefix (name, "Wf");
}

static gboolean
can_be_operated (AtspiRole role)
{
  static const AtspiRole roles[]
      = { ATSPI_ROLE_PUSH_BUTTON, ATSPI_ROLE_TOGGLE_BUTTON, ATSPI_ROLE_CHECK_BOX,
          ATSPI_ROLE_COMBO_BOX,   ATSPI_ROLE_ENTRY,         ATSPI_ROLE_TEXT,
          ATSPI_ROLE_SLIDER,      ATSPI_ROLE_LIST_ITEM,     ATSPI_ROLE_PAGE_TAB,
          ATSPI_ROLE_LIST };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    if (role == roles[i])
      return TRUE;
  return FALSE;
}

/* Returns how many there were. */
static guint
check_names (Shift *shift, AtspiAccessible *node, guint depth)
{
  AtspiRole role = atspi_accessible_get_role (node, NULL);
  int n = depth < MOST_DEPTH ? atspi_accessible_get_child_count (node, NULL) : 0;
  guint found = can_be_operated (role);

  if (found > 0 && !is_named (node))
    {
      g_autofree char *name = atspi_accessible_get_name (node, NULL);

      print_tree (shift->application, 0);
      g_error ("a %s is called “%s”", atspi_role_get_name (role), name);
    }
  /* What these are made of inside is the toolkit's. */
  for (int i = 0; i < n && role != ATSPI_ROLE_COMBO_BOX; i++)
    {
      g_autoptr (AtspiAccessible) child = atspi_accessible_get_child_at_index (node, i, NULL);

      if (child != NULL)
        found += check_names (shift, child, depth + 1);
    }
  return found;
}

static AtspiAccessible *
find_application (void)
{
  gint64 end_us = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < end_us)
    {
      g_autoptr (AtspiAccessible) desktop = atspi_get_desktop (0);
      int n = atspi_accessible_get_child_count (desktop, NULL);

      for (int i = 0; i < n; i++)
        {
          g_autoptr (AtspiAccessible) child
              = atspi_accessible_get_child_at_index (desktop, i, NULL);

          if (child != NULL && names_match (child, "watchfloor"))
            return g_steal_pointer (&child);
        }
      rest ();
    }
  g_error ("the console is not on the accessibility bus");
  return NULL;
}

static void
begin (Shift *shift)
{
  g_autofree char *dir = g_path_get_dirname (town_path);
  g_autofree char *program = wf_paths_program ("watchfloor");
  const char *arguments[] = { "--city", dir, "--speed", "40", NULL };
  g_autoptr (GError) error = NULL;

  shift->platform = wf_test_platform_start (arguments);
  shift->console = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--city", town_path,
                                     "--platform", wf_test_platform_url (shift->platform), "--lang",
                                     "en", NULL);
  g_assert_no_error (error);
  shift->application = find_application ();
}

static void
end (Shift *shift)
{
  g_autoptr (GError) error = NULL;

  press_with_control (GDK_KEY_q);
  g_subprocess_wait (shift->console, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (shift->console));
  g_assert_cmpint (g_subprocess_get_exit_status (shift->console), ==, 0);
  g_object_unref (shift->application);
  g_object_unref (shift->console);
  wf_test_platform_kill (shift->platform);
}

/* What the platform has of our kind. */
static guint
count_entities (Shift *shift, const char *type)
{
  g_autofree char *path = g_strdup_printf ("/ngsi-ld/v1/entities?type=%s&limit=100", type);
  json_t *answer = NULL;
  guint n;

  wf_test_platform_send (shift->platform, "GET", path, NULL, &answer);
  n = (guint) json_array_size (answer);
  json_decref (answer);
  return n;
}

static gboolean
platform_has (Shift *shift, const char *type, const char *name, const char *value)
{
  g_autofree char *path = g_strdup_printf ("/ngsi-ld/v1/entities?type=%s&options=keyValues", type);
  json_t *answer = NULL;
  gboolean has;

  wf_test_platform_send (shift->platform, "GET", path, NULL, &answer);
  has = g_strcmp0 (json_string_value (json_object_get (json_array_get (answer, 0), name)), value)
        == 0;
  json_decref (answer);
  return has;
}

static void
wait_for_platform (Shift *shift, const char *type, const char *name, const char *value)
{
  gint64 end_us = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;

  while (!platform_has (shift, type, name, value) && g_get_monotonic_time () < end_us)
    rest ();
  g_assert_true (platform_has (shift, type, name, value));
}

/* What is open already is changed in the same form, and the change reaches the platform. */
static void
change_by_keys (Shift *shift)
{
  press (GDK_KEY_Escape);
  wait_and_forget (shift, "Edit…");
  press_with_control (GDK_KEY_e);
  wait_and_forget (shift, "Edit the incident");
  g_object_unref (wait_for (shift, "Address", ATSPI_STATE_FOCUSED));
  press (GDK_KEY_End);
  press (GDK_KEY_b);
  press_with_control (GDK_KEY_Return);
  wait_for_platform (shift, "Incident", "address", "a7b");
}

static void
test_shift (void)
{
  Shift shift = { 0 };

  begin (&shift);
  wait_and_forget (&shift, "Connected");
  /* Draw: the tool by its key, the point where the map's cross is. */
  press_with_control (GDK_KEY_1);
  wait_and_forget (&shift, "Click where it happened");
  press (GDK_KEY_space);
  wait_and_forget (&shift, "Grid cell");
  press (GDK_KEY_Return);
  /* Typing goes into the form now. */
  g_object_unref (wait_for (&shift, "Address", ATSPI_STATE_FOCUSED));
  press (GDK_KEY_a);
  press (GDK_KEY_7);
  press_with_control (GDK_KEY_Return);
  wait_and_forget (&shift, "Choose a unit. Nothing is sent");
  g_assert_cmpuint (count_entities (&shift, "Command"), ==, 0);
  /* Choose by arrow; a lone Enter must send nothing. */
  wait_for_focus (&shift, ATSPI_ROLE_LIST_ITEM);
  press (GDK_KEY_Down);
  wait_and_forget (&shift, "; valid for ");
  press (GDK_KEY_Return);
  rest ();
  g_assert_cmpuint (count_entities (&shift, "Command"), ==, 0);
  press_with_control (GDK_KEY_Return);
  /* With its time: without, it is still to come. */
  wait_and_forget (&shift, "Received, ");
  wait_and_forget (&shift, "Granted, ");
  g_assert_cmpuint (count_entities (&shift, "Command"), ==, 1);
  g_assert_cmpuint (count_entities (&shift, "Incident"), ==, 1);
  press (GDK_KEY_F9);
  wait_and_forget (&shift, " shown");
  atspi_accessible_clear_cache (shift.application);
  g_assert_cmpuint (check_names (&shift, shift.application, 0), >, 40);
  change_by_keys (&shift);
  end (&shift);
}

int
main (int argc, char **argv)
{
  int status;

  folder = wf_test_folder_make ();
  g_test_init (&argc, &argv, NULL);
  /* The accessibility library warns of every program that is just starting. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  atspi_init ();
  town_path = wf_test_town_write (folder);
  g_test_add_func ("/shift/by-keys", test_shift);
  status = g_test_run ();
  atspi_exit ();
  wf_test_folder_remove (folder);
  g_free (folder);
  g_free (town_path);
  return status;
}

/* Watchfloor: the language of the screen.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* gettext takes $LANGUAGE before the locale, as long as the locale is not plain "C". A minimal
 * Debian has no zh_CN locale but always C.UTF-8: that one with $LANGUAGE set speaks Chinese. */
#include "config.h"

#include "wf-language.h"

#include "wf-paths.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>
#include <locale.h>

static gboolean chinese;

static gboolean
locale_is_plain (void)
{
  const char *name = setlocale (LC_MESSAGES, NULL);

  return name == NULL || g_str_equal (name, "C") || g_str_equal (name, "POSIX");
}

static gboolean
system_is_chinese (void)
{
  const char *const *names = g_get_language_names ();

  return names[0] != NULL && g_str_has_prefix (names[0], "zh");
}

void
wf_language_switch (const char *language)
{
  chinese = g_str_has_prefix (language, "zh");
  g_setenv ("LANGUAGE", chinese ? "zh_CN" : "en", TRUE);
  if (locale_is_plain ())
    {
      if (setlocale (LC_ALL, "C.UTF-8") == NULL)
        g_warning ("There is no UTF-8 locale; texts may stay English");
      /* What we start answers in the same language: a crew's reasons are read here. */
      g_setenv ("LC_ALL", "C.UTF-8", TRUE);
    }
  /* Makes gettext forget what it found for the language before. */
  textdomain (GETTEXT_PACKAGE);
}

void
wf_language_init (const char *language)
{
  g_autofree char *locale = wf_paths_locale ();

  setlocale (LC_ALL, "");
  /* Numbers on the wire and in our texts have a point. */
  setlocale (LC_NUMERIC, "C");
  gtk_disable_setlocale ();
  bindtextdomain (GETTEXT_PACKAGE, locale);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  wf_language_switch (language != NULL ? language : system_is_chinese () ? "zh_CN" : "en");
}

gboolean
wf_language_is_chinese (void)
{
  return chinese;
}

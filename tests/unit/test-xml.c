/* Watchfloor: tests of XML from outside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "wf-error.h"
#include "wf-xml.h"

#include <string.h>

static xmlDoc *
parse (const char *text, GError **error)
{
  return wf_xml_parse (text, strlen (text), 65536, "a test", error);
}

static void
test_read (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (xmlDoc) document
      = parse ("<c:alert xmlns:c='urn:x' id='7'> <c:info/><c:info><c:event> Flood &amp; <![CDATA[ra"
               "in]]> </c:event><c:none/></c:info></c:alert>",
               &error);
  const xmlNode *root, *info;
  g_autofree char *event = NULL;
  g_autofree char *id = NULL;
  g_autofree char *none = NULL;

  g_assert_no_error (error);
  root = wf_xml_root (document);
  g_assert_true (wf_xml_is (root, "alert"));
  info = wf_xml_next (wf_xml_child (root, "info"), "info");
  event = wf_xml_child_text (info, "event");
  id = wf_xml_attribute (root, "id");
  none = wf_xml_child_text (info, "none");
  g_assert_cmpstr (event, ==, "Flood & rain");
  g_assert_cmpstr (id, ==, "7");
  g_assert_null (none);
  g_assert_null (wf_xml_child_text (NULL, "event"));
  g_assert_null (wf_xml_next (info, NULL));
}

/* A type that is only named is no harm: QGIS writes one into every style. */
static void
test_named_type (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (xmlDoc) document
      = parse ("<!DOCTYPE qgis PUBLIC 'http://127.0.0.1:9/qgis.dtd' 'SYSTEM'><qgis/>", &error);

  g_assert_no_error (error);
  g_assert_true (wf_xml_is (wf_xml_root (document), "qgis"));
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    int code;
  } cases[] = {
    { "", WF_ERROR_INVALID },
    { "text", WF_ERROR_INVALID },
    { "<a><b></a>", WF_ERROR_INVALID },
    { "<a/><b/>", WF_ERROR_INVALID },
    { "<a>\xff</a>", WF_ERROR_INVALID },
    { "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>", WF_ERROR_INVALID },
    { "<!DOCTYPE a [<!ENTITY b 'x'><!ENTITY c '&b;&b;&b;'>]><a>&c;</a>", WF_ERROR_INVALID },
    { "<!DOCTYPE a [<!ATTLIST a b CDATA 'x'>]><a/>", WF_ERROR_INVALID },
    { "<a>&unknown;</a>", WF_ERROR_INVALID },
    { "<a \xc3\x28='1'\xff/>", WF_ERROR_INVALID },
    { "<a></\xe5\xb1>", WF_ERROR_INVALID },
  };
  g_autofree char *large = g_strnfill (70000, ' ');
  GString *deep = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (cases[i].text, &error));
      g_assert_error (error, WF_ERROR, cases[i].code);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  g_assert_null (parse (large, NULL));
  for (guint i = 0; i < 3000; i++)
    g_string_append (deep, "<a>");
  g_assert_null (parse (deep->str, NULL));
  g_string_free (deep, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/xml/read", test_read);
  g_test_add_func ("/xml/named-type", test_named_type);
  g_test_add_func ("/xml/refused", test_refused);
  return g_test_run ();
}

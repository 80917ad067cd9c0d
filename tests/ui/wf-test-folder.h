/* Watchfloor: a folder for a test.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A new folder that also stands for the operator's cache, state and data; removed with all in it.
 */
#pragma once

/* The path (g_free after wf_test_folder_remove). */
char *wf_test_folder_make (void);
void wf_test_folder_remove (const char *path);

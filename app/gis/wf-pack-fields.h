/* Watchfloor: a layer pack as a table of rows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What expressions are bound to: a feature is a row, a field a column. */
#pragma once

#include "wf-expression.h"
#include "wf-pack.h"

/* Borrows @pack. @kind is what "geometry-type" says: a mixed pack is drawn kind by kind. */
WfFieldSource wf_pack_field_source (WfPack *pack, WfGeometryKind kind);

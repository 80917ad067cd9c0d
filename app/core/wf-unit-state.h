/* Watchfloor: the work states of an emergency vehicle.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The ten states of Chinese 120 practice (as shipped by one large vendor, not a national
 * standard), with what each means for dispatching. */
#pragma once

#include <glib.h>

typedef enum
{
  WF_UNIT_ASSIGNED = 0, /* 分配任务 */
  WF_UNIT_ACKNOWLEDGED = 1, /* 收到指令 */
  WF_UNIT_EN_ROUTE = 2, /* 驶向现场 */
  WF_UNIT_ON_SCENE = 3, /* 到达现场 */
  WF_UNIT_PATIENT_ABOARD = 4, /* 病人上车 */
  WF_UNIT_AT_HOSPITAL = 5, /* 到达医院 */
  WF_UNIT_STANDBY_AWAY = 6, /* 途中待命 */
  WF_UNIT_STANDBY_HOME = 7, /* 站内待命 */
  WF_UNIT_UNAVAILABLE = 8, /* 不能调用 */
  WF_UNIT_SUSPENDED = 9, /* 暂停调用 */
  WF_UNIT_UNKNOWN = 10,
  WF_UNIT_N_STATES
} WfUnitState;

/* The four groups of the 120 legend: red, blue, green, grey. */
typedef enum
{
  WF_UNIT_GROUP_BUSY,
  WF_UNIT_GROUP_FREE_AWAY,
  WF_UNIT_GROUP_FREE_HOME,
  WF_UNIT_GROUP_OUT,
} WfUnitGroup;

/* The name on the wire ("enRoute"), stable, never translated. */
const char *wf_unit_state_code (WfUnitState state);

/* WF_UNIT_UNKNOWN where @code is not one of ours (NULL allowed). Also takes "0" to "9". */
WfUnitState wf_unit_state_from_code (const char *code);

/* Translated, for the screen. */
const char *wf_unit_state_label (WfUnitState state);

WfUnitGroup wf_unit_state_group (WfUnitState state);

/* TRUE where a unit in @state may be sent to a new incident at once. */
gboolean wf_unit_state_is_available (WfUnitState state);

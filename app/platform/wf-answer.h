/* Watchfloor: an answer on its way.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the answer of an exchange on the wire, as it is or as a fault wants it. Main thread. */
#pragma once

#include "wf-exchange.h"
#include "wf-fault-rules.h"

/* The plan for @exchange, whose path is @path; clear it with wf_fault_plan_clear. */
WfFaultPlan wf_answer_plan (WfExchange *exchange, const char *path);

/* TRUE where the fault answers instead of the API; @exchange then has its answer. */
gboolean wf_answer_before (WfExchange *exchange, const WfFaultPlan *plan);

/* Sends the answer @exchange has; returns before it is out. */
void wf_answer_send (WfExchange *exchange, const WfFaultPlan *plan);

/* Ends the connection of @message soon, whatever is still to be said. */
void wf_answer_cut (SoupServerMessage *message);
